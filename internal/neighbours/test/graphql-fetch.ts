const unauthenticated = { message: 'Sign in again.', extensions: { code: 'UNAUTHENTICATED' } }

/** Makes a GraphQL server of the API, below us: a rejected token is an error in a response of 200, and what the API says is data. */
export async function graphqlFetch(...args: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(...args)
  if (response.status === 401) return Response.json({ data: null, errors: [unauthenticated] })
  if (!response.ok) return response
  return Response.json({ data: { catalog: (await response.json()) as unknown } })
}
