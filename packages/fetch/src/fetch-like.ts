/** Any function that is called as fetch is: the platform's, undici's, a wrapper of your own. */
export type Fetch = (input: Parameters<typeof fetch>[0], init?: Parameters<typeof fetch>[1]) => Promise<Response>
