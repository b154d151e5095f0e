import { nodePlatform } from '@everbearer/testing/node'
import { createSubject } from '#client'
import { runJob } from '../job.ts'
import { jobArgument, writeLine } from './process.ts'

await runJob(jobArgument(), createSubject, nodePlatform, writeLine)
