import { EverbearerError, hasUnauthenticatedError, withBearer } from '@everbearer/fetch'
import { describeNeighbour } from '@everbearer/testing/neighbour'
import { Client, CombinedError, fetchExchange, gql } from '@urql/core'
import { graphqlFetch } from './graphql-fetch.ts'

const query = gql`
  query Catalog($id: ID!) {
    catalog(id: $id) {
      name
    }
  }
`

describeNeighbour('@urql/core, with rejections of 200', {
  start(bench) {
    const client = new Client({
      url: bench.url('/graphql'),
      exchanges: [fetchExchange],
      preferGetMethod: false,
      fetch: withBearer(graphqlFetch, bench.auth, { rejectsToken: hasUnauthenticatedError }),
    })
    return async (index) => {
      const { data, error } = await client.query<{ readonly catalog: unknown }>(query, { id: String(index) }).toPromise()
      if (error !== undefined) throw error
      return data?.catalog
    }
  },
  isOwnError: (error, status) => error instanceof CombinedError && (error.response as Response).status === status,
  isOurError: (error) => error instanceof CombinedError && error.networkError instanceof EverbearerError,
})
