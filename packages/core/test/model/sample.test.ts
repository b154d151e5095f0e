// A tenth as many schedules as both halves have, for the quick tests.
import { checkSchedules } from './check-schedules.ts'

checkSchedules('sample')
