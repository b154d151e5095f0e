import { EverbearerError, withBearer } from '@everbearer/fetch'
import { describeNeighbour } from '@everbearer/testing/neighbour'
import { Octokit } from '@octokit/core'
import { RequestError } from '@octokit/request-error'

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
