/** Any function with the arguments of fetch: the platform's fetch, undici's, or your own wrapper. */
export type Fetch = (input: Parameters<typeof fetch>[0], init?: Parameters<typeof fetch>[1]) => Promise<Response>
