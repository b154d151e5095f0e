import type { Command } from './command-line/command.ts'
import { doctor } from './doctor/doctor-command.ts'

/** The commands, in the order of the help. */
export const commands: readonly Command[] = [doctor]
