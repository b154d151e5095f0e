import { ApolloClient, gql, HttpLink, InMemoryCache, ServerError } from '@apollo/client'
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { createCoordinator, hasUnauthenticatedError, withBearer } from '@everbearer/fetch'
import { clientCredentials } from '@everbearer/oauth2'
import { startTestbed } from '@everbearer/testbed'
import { describeNeighbour } from '@everbearer/testing/neighbour'
import { GraphQLError } from 'graphql'
import { expect, it } from 'vitest'
import { graphqlFetch } from './graphql-fetch.ts'

const query = gql`
  query Catalog($id: ID!) {
    catalog(id: $id) {
      method
    }
  }
`

describeNeighbour('@apollo/client, with rejections of 200', {
  start(bench) {
    const api = withBearer(graphqlFetch, bench.auth, { rejectsToken: hasUnauthenticatedError })
    const client = new ApolloClient({ cache: new InMemoryCache(), link: new HttpLink({ uri: bench.url('/graphql'), fetch: api }) })
    return async (index) => {
      const { data } = await client.query<{ readonly catalog: unknown }>({ query, variables: { id: String(index) } })
      return data?.catalog
    }
  },
  isOwnError: (error, status) => ServerError.is(error) && error.statusCode === status,
})

it('Apollo Server sends a 200 if a resolver rejects the token, and the operation is replayed with a new token', async () => {
  await using testbed = await startTestbed()
  const server = new ApolloServer<{ authorization: string }>({
    typeDefs: 'type Query { catalog(id: ID!): String }',
    resolvers: {
      Query: {
        async catalog(_parent, { id }: { id: string }, { authorization }) {
          const { ok } = await fetch(`${testbed.api}/catalogs/${id}`, { headers: { authorization } })
          if (!ok) throw new GraphQLError('Sign in again.', { extensions: { code: 'UNAUTHENTICATED' } })
          return `catalog ${id}`
        },
      },
    },
  })
  const { url } = await startStandaloneServer(server, {
    listen: { port: 0, host: '127.0.0.1' },
    context: async ({ req }) => ({ authorization: req.headers.authorization ?? '' }),
  })
  try {
    const { clientId, clientSecret } = testbed.registerClient()
    const source = clientCredentials({ tokenEndpoint: testbed.tokenEndpoint, clientId, clientSecret })
    const statuses: number[] = []
    const recorded: typeof fetch = async (...args) => {
      const response = await fetch(...args)
      statuses.push(response.status)
      return response
    }
    const api = withBearer(recorded, createCoordinator({ source, origins: [new URL(url).origin] }), {
      rejectsToken: hasUnauthenticatedError,
    })
    const client = new ApolloClient({ cache: new InMemoryCache(), link: new HttpLink({ uri: url, fetch: api }) })
    const ask = async (id: string): Promise<unknown> =>
      (
        await client.query({
          query: gql`
            query Catalog($id: ID!) {
              catalog(id: $id)
            }
          `,
          variables: { id },
        })
      ).data
    expect(await ask('1')).toEqual({ catalog: 'catalog 1' })
    testbed.revokeAccessTokens()
    expect(await ask('2')).toEqual({ catalog: 'catalog 2' })
    expect(statuses).toEqual([200, 200, 200])
    expect(testbed.counts()).toMatchObject({ tokenResponses: 2, apiUnauthorized: 1 })
  } finally {
    await server.stop()
  }
})
