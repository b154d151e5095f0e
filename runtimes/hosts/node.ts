import { nodePlatform } from '@everbearer/behaviour/node'
import { createSubject } from '#client'
import { runJob } from '../job.ts'
import { jobArgument, writeLine } from './process.ts'

await runJob(jobArgument(), createSubject, nodePlatform, writeLine)
