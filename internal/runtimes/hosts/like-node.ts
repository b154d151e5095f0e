import { inspect } from 'node:util'
import { createSubject } from '#client'
import { runJob } from '../job.ts'
import { jobArgument, writeLine } from './process.ts'

// Bun and Deno have Node's modules, but what msw and undici reach into is not theirs.
await runJob(jobArgument(), createSubject, { inspect: (value) => inspect(value, { depth: Infinity }) }, writeLine)
