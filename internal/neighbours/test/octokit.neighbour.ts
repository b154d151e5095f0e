import { createCoordinator, EverbearerError, withBearer } from '@everbearer/fetch'
import { clientCredentials } from '@everbearer/oauth2'
import { startTestbed, type Testbed } from '@everbearer/testbed'
import { describeNeighbour } from '@everbearer/testing/neighbour'
import { Octokit } from '@octokit/core'
import { RequestError } from '@octokit/request-error'
import { Octokit as WholeOctokit } from 'octokit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

describeNeighbour('@octokit/core', {
  start(bench) {
    const octokit = new Octokit({ baseUrl: bench.testbed.api, request: { fetch: withBearer(fetch, bench.auth) } })
    return async (index) => {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}', { owner: 'everbearer', repo: String(index) })
      return data
    }
  },
  isOwnError: (error, status) => error instanceof RequestError && error.status === status,
  isOurError: (error) => error instanceof RequestError && error.cause instanceof EverbearerError,
})

describe('the package octokit, which retries', () => {
  let testbed: Testbed
  let calls = 0
  let octokit: WholeOctokit
  beforeAll(async () => {
    testbed = await startTestbed()
    const { clientId, clientSecret } = testbed.registerClient()
    const source = clientCredentials({ tokenEndpoint: testbed.tokenEndpoint, clientId, clientSecret })
    const api = withBearer(fetch, createCoordinator({ source, origins: [testbed.api], retries: 0 }))
    const counted: typeof fetch = (...args) => {
      calls += 1
      return api(...args)
    }
    octokit = new WholeOctokit({ baseUrl: testbed.api, request: { fetch: counted }, retry: { retryAfterBaseValue: 1 } })
    testbed.failTokenEndpoint({ kind: 'status', status: 503 })
  })
  afterAll(() => testbed.close())

  const ask = (request: object): Promise<unknown> => octokit.request('GET /repos/{owner}/{repo}', { owner: 'a', repo: 'b', request })

  it.each([
    ['repeats a request for which no token can be got three times', {}, 4],
    ['sends such a request once with `retries: 0`', { retries: 0 }, 1],
  ])('%s', async (_, request, expected) => {
    calls = 0
    await expect(ask(request)).rejects.toMatchObject({ status: 500, cause: expect.any(EverbearerError) })
    expect(calls).toBe(expected)
  })
})
