// oxlint-disable-next-line import/no-unassigned-import -- it must run before the clients load
import '../react-native/globals.ts'
import { inspect } from 'node:util'
import { createSubject } from '#client'
import { runJob } from '../job.ts'
import { jobArgument, writeLine } from './process.ts'

// Node with the globals of React Native, as no registry has Hermes itself for this platform.
await runJob(jobArgument(), createSubject, { inspect: (value) => inspect(value, { depth: Infinity }) }, writeLine)
