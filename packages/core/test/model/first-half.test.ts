// The first half of the schedules.
import { checkSchedules } from './check-schedules.ts'

checkSchedules('first half')
