/**
 * Checks whether a GraphQL response rejects the token: its JSON has an error with the code `UNAUTHENTICATED` and no data. The status is
 * not checked, as `withBearer` calls its option `rejectsToken` only for a status below 400. Use this function for that option.
 *
 * A response with a part of the data does not reject the token: a mutation may have run, and must not run twice. A response that is not
 * JSON, such as a stream of events, does not reject the token. A copy of a JSON body is read to its end before the caller gets the
 * response.
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
  // A body that does not contain the code need not be parsed.
  return text.includes(code) && rejectsToken(JSON.parse(text) as GraphqlResponse | null)
}

const code = 'UNAUTHENTICATED'

/** The content types of a JSON response: specification "GraphQL over HTTP", §Media types. A multipart response has another type. */
const jsonType = /^application\/(?:graphql-response\+)?json\s*(?:;|$)/i

interface GraphqlResponse {
  readonly errors?: readonly { readonly extensions?: { readonly code?: unknown } | null }[]
  readonly data?: object | null
}

function rejectsToken(response: GraphqlResponse | null): boolean {
  const hasData = Object.values(response?.data ?? {}).some((field) => field !== null)
  return !hasData && response?.errors?.some(({ extensions }) => extensions?.code === code) === true
}
