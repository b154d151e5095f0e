#!/usr/bin/env node
import { runCommandLine } from './command-line/run-command-line.ts'
import { createTerminal } from './command-line/terminal.ts'
import { commands } from './commands.ts'

// A program that reads only a part of the output, such as `head`, closes the pipe.
process.stdout.on('error', () => process.exit(141))

process.exitCode = await runCommandLine(commands, process.argv.slice(2), createTerminal())
