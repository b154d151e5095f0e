import { behaviours, reported } from '@everbearer/testing/conformance'
import { describe, expect, inject, it } from 'vitest'
import { createSubject as axios } from '../../clients/axios.ts'
import { createSubject as fetch } from '../../clients/fetch.ts'
import { createSubject as ky } from '../../clients/ky.ts'
import { createSubject as ofetch } from '../../clients/ofetch.ts'
import { partOf } from '../../part.ts'
import { targets } from '../../targets.ts'
import { runJob, type SerializedResult } from '../../job.ts'
import { failuresOf } from '../failures.ts'

const clients = { axios, fetch, ky, ofetch }

describe('Chromium', () => {
  it.for(targets.filter(({ runtime }) => runtime === 'Chromium'))('$id', async (target, { task }) => {
    const { id, client, adapter, limits, challenge } = target
    const results: SerializedResult[] = []
    const names = (inject('isPart') ? partOf(target, targets, behaviours) : behaviours).map(({ name }) => name)
    const job = { controlUrl: inject('control'), adapter, limits, names, testbed: { cors: { exposeChallenge: challenge === 'exposed' } } }
    await runJob(job, clients[client], undefined, (result) => results.push(result))
    task.meta.target = { id, results: results.map(reported) }
    expect(failuresOf(results)).toBe('')
  })
})
