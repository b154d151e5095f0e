// Plays the scenario that the argument names, and prints what it tells as JSON. It ends when nothing keeps the process alive.
import { scenarios } from './scenarios.ts'

const told = await scenarios[process.argv[2] ?? '']!()
process.stdout.write(`${JSON.stringify({ told })}\n`)
