import type { Command } from './command-line/command.ts'
import { doctor } from './doctor/doctor-command.ts'
import { token } from './token/token-command.ts'
import { watch } from './watch/watch-command.ts'

/** The commands, in the order of the help. */
export const commands: readonly Command[] = [doctor, token, watch]
