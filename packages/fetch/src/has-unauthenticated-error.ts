/**
 * Does a GraphQL response say that nobody is signed in? Such a response has the status 200, an error with the code `UNAUTHENTICATED` and no
 * data. For `rejectsToken` of `withBearer`.
 *
 * A response with a part of the data counts as accepted: a mutation may have run, and must not run twice. So does a response that is not
 * JSON, such as a stream of events. The body is read to its end before the caller gets the response, which stays unread.
 *
 * @example
 * ```ts
 * import { createCoordinator, hasUnauthenticatedError, withBearer } from '@everbearer/fetch'
 *
 * const auth = createCoordinator({ source: async () => ({ access_token: 'from-somewhere' }), origins: ['https://api.example.com'] })
 * const api = withBearer(fetch, auth, { rejectsToken: hasUnauthenticatedError })
 * ```
 */
export async function hasUnauthenticatedError(response: Response): Promise<boolean> {
  if (!jsonType.test(response.headers.get('content-type') ?? '')) return false
  const text = await response.clone().text()
  // Most bodies need no second parser.
  return text.includes(code) && rejectsToken(JSON.parse(text) as GraphqlResponse | null)
}

const code = 'UNAUTHENTICATED'

/** The types of GraphQL over HTTP, §Media types. A response of several parts has another type. */
const jsonType = /^application\/(?:graphql-response\+)?json\s*(?:;|$)/i

interface GraphqlResponse {
  readonly errors?: readonly { readonly extensions?: { readonly code?: unknown } | null }[]
  readonly data?: object | null
}

function rejectsToken(response: GraphqlResponse | null): boolean {
  const hasData = Object.values(response?.data ?? {}).some((field) => field !== null)
  return !hasData && response?.errors?.some(({ extensions }) => extensions?.code === code) === true
}
