import { outcomeOf } from '@everbearer/testing/bench'
import { describeNeighbour } from '@everbearer/testing/neighbour'
import { ClientError, GraphQLClient } from 'graphql-request'
import { describe, expect, it } from 'vitest'
import { hasUnauthenticatedError, withBearer } from '../../src/index.ts'
import { type FetchBench, startFetchBench } from '../support.ts'

const query = 'query Catalog($id: ID!) { catalog(id: $id) { name } }'

/** The API knows no GraphQL: what it has let in gets its own body put into `data`, below us. */
async function graphqlFetch(...[input, init]: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(input, init)
  return response.ok ? Response.json({ data: await response.json() }) : response
}

/** As many servers of GraphQL do: a rejected token is an error in a response of 200. */
async function politeFetch(...args: Parameters<typeof fetch>): Promise<Response> {
  const response = await graphqlFetch(...args)
  return response.status === 401 ? Response.json({ data: null, errors: [unauthenticated] }) : response
}

const unauthenticated = { message: 'Sign in again.', extensions: { code: 'UNAUTHENTICATED' } }

describeNeighbour('graphql-request', {
  start(bench) {
    const client = new GraphQLClient(bench.url('/graphql'), { fetch: withBearer(graphqlFetch, bench.auth) })
    return (index) => client.request(query, { id: String(index) })
  },
  isOwnError: (error, status) => error instanceof ClientError && error.response.status === status,
})

describeNeighbour('graphql-request, with rejections of 200', {
  start(bench) {
    const api = withBearer(politeFetch, bench.auth, { rejectsToken: hasUnauthenticatedError })
    const client = new GraphQLClient(bench.url('/graphql'), { fetch: api })
    return (index) => client.request(query, { id: String(index) })
  },
  isOwnError: (error, status) => error instanceof ClientError && error.response.status === status,
})

function start(bench: FetchBench, path: string, seen: unknown[]): GraphQLClient {
  return new GraphQLClient(bench.url(path), {
    fetch: bench.api,
    requestMiddleware(request) {
      seen.push(new Headers(request.headers).has('authorization'))
      return request
    },
    responseMiddleware: (response) => void seen.push(response instanceof Error ? response.message.slice(0, 30) : response.status),
  })
}

describe('graphql-request', () => {
  it('gets data after a refresh, and its middleware sees one request without a token and one answer', async () => {
    await using bench = await startFetchBench({ fetch: graphqlFetch })
    const seen: unknown[] = []
    expect(await start(bench, '/graphql?reject=1', seen).request(query, { id: '7' })).toMatchObject({ method: 'POST' })
    expect(seen).toEqual([false, 200])
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 2 })
    expect(new Set(bench.testbed.requests.map(({ bodySha256 }) => bodySha256)).size).toBe(1)
  })

  it('gets a second 401 as its own error', async () => {
    await using bench = await startFetchBench({ fetch: graphqlFetch })
    const seen: unknown[] = []
    expect(await outcomeOf(start(bench, '/graphql?reject=always', seen).request(query, { id: '7' }))).toMatchObject({
      response: { status: 401 },
    })
    expect(seen).toHaveLength(2)
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 2 })
  })
})
