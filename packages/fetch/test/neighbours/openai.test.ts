import { describeNeighbour } from '@everbearer/testing/neighbour'
import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { EverbearerError, withBearer } from '../../src/index.ts'
import { startFetchBench } from '../support.ts'

const placeholder = 'unused'

describeNeighbour('openai, told to send no key', {
  start(bench) {
    const client = new OpenAI({
      apiKey: placeholder,
      baseURL: bench.testbed.api,
      fetch: withBearer(fetch, bench.auth),
      defaultHeaders: { Authorization: null },
    })
    return (index) => client.models.retrieve(`model-${index}`)
  },
  isOwnError: (error, status) => error instanceof OpenAI.APIError && error.status === status,
  // It retries a connection that fails, twice.
  isOurError: (error) => error instanceof OpenAI.APIConnectionError && error.cause instanceof EverbearerError,
})

describeNeighbour('openai, with a placeholder that `replaceIf` names', {
  coordinator: ({ api }) => ({ replaceIf: { [new URL(api).origin]: (value) => value === `Bearer ${placeholder}` } }),
  start(bench) {
    const client = new OpenAI({ apiKey: placeholder, baseURL: bench.testbed.api, fetch: withBearer(fetch, bench.auth) })
    return (index) => client.models.retrieve(`model-${index}`)
  },
  isOwnError: (error, status) => error instanceof OpenAI.APIError && error.status === status,
  isOurError: (error) => error instanceof OpenAI.APIConnectionError && error.cause instanceof EverbearerError,
})

describe('openai', () => {
  it('keeps a key of its own', async () => {
    await using bench = await startFetchBench()
    const client = new OpenAI({ apiKey: 'own', baseURL: bench.testbed.api, fetch: bench.api })
    await expect(client.models.list()).rejects.toMatchObject({ status: 401 })
    expect(bench.counts()).toMatchObject({ tokenRequests: 0, apiRequests: 1 })
  })

  it('asks for the token three times where none can be got, unless told to retry nothing', async () => {
    await using bench = await startFetchBench()
    bench.testbed.failTokenEndpoint({ kind: 'status', status: 503 })
    const asked: number[] = []
    for (const maxRetries of [undefined, 0]) {
      const client = new OpenAI({
        apiKey: placeholder,
        baseURL: bench.testbed.api,
        defaultHeaders: { Authorization: null },
        ...(maxRetries !== undefined && { maxRetries }),
        async fetch(...args) {
          asked.push(asked.length)
          return bench.api(...args)
        },
      })
      await expect(client.models.list()).rejects.toMatchObject({ cause: expect.any(EverbearerError) })
    }
    expect(asked).toHaveLength(4)
  })
})
