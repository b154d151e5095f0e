// The second half of the schedules.
import { checkSchedules } from './check-schedules.ts'

checkSchedules('second half')
