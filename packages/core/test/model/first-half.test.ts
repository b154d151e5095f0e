import { checkSchedules } from './check-schedules.ts'

checkSchedules(0)
