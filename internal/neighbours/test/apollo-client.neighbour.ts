import { ApolloClient, gql, HttpLink, InMemoryCache, ServerError } from '@apollo/client'
import { hasUnauthenticatedError, withBearer } from '@everbearer/fetch'
import { describeNeighbour } from '@everbearer/testing/neighbour'
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
