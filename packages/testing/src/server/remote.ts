import type { Counts, ServedRequest } from './counters.ts'
import type { ClientOptions, RegisteredClient, UserCredentials } from './directory.ts'
import type { Fault, FaultScope } from './faults.ts'
import type { TestbedOptions } from './testbed.ts'

export type { CorsOptions } from './cors.ts'
export type { Counts, ServedRequest } from './counters.ts'
export type { RegisteredClient, UserCredentials } from './directory.ts'
export type { Fault, FaultScope } from './faults.ts'
export { oddRefreshResponses } from './odd-refresh-responses.ts'
export type { OddRefreshResponse } from './odd-refresh-responses.ts'
export type { TestbedOptions } from './testbed.ts'

/** Options for the registration of a client. `responseFields` has new values for fields of token responses; `null` deletes a field. */
export interface RemoteClientOptions extends Omit<ClientOptions, 'responseFields'> {
  responseFields?: Record<string, unknown>
}

/** A testbed in another process. Each method sends a request to that process. So the testbed works on each platform with `fetch`. */
export interface RemoteTestbed extends AsyncDisposable {
  readonly issuer: string
  readonly tokenEndpoint: string
  readonly api: string
  registerClient(options?: RemoteClientOptions): Promise<RegisteredClient>
  registerUser(user: UserCredentials): Promise<void>
  revokeAccessTokens(clientId?: string): Promise<void>
  revokeRefreshTokens(clientId?: string): Promise<void>
  /** Adds a fault to the token endpoint. Resolves to a function that removes the fault. */
  failTokenEndpoint(fault: Fault, scope?: FaultScope): Promise<() => Promise<void>>
  /** Adds a fault to the API. Resolves to a function that removes the fault. */
  failApi(fault: Fault, scope?: FaultScope): Promise<() => Promise<void>>
  counts(clientId?: string): Promise<Counts>
  requests(): Promise<ServedRequest[]>
  resetCounts(): Promise<void>
  /** Resolves when the testbed's counts of requests are at least as high as the given counts. @throws after 15 s */
  untilCounts(least: Partial<Counts>): Promise<void>
  close(): Promise<void>
}

interface Addresses {
  readonly id: string
  readonly issuer: string
  readonly tokenEndpoint: string
  readonly api: string
}

// The platform's fetch is read at the start, so that a test's replacement of fetch is not used for these calls.
const platformFetch = globalThis.fetch.bind(globalThis)
const polls = 15

/** Creates a testbed in a control server (server that starts testbeds). @param control - URL of that server, without a trailing slash */
export async function createRemoteTestbed(control: string, options: TestbedOptions = {}): Promise<RemoteTestbed> {
  const { id, issuer, tokenEndpoint, api } = await post<Addresses>(`${control}/testbeds`, options)
  const call = <Result>(name: string, ...args: unknown[]): Promise<Result> => post(`${control}/testbeds/${id}/${name}`, args)
  const fail = async (name: string, fault: Fault, scope: FaultScope = {}): Promise<() => Promise<void>> => {
    const number = await call<number>(name, fault, scope)
    return () => call('removeFault', number)
  }
  let closed: Promise<void> | undefined
  const close = (): Promise<void> => (closed ??= call('close'))
  return {
    issuer,
    tokenEndpoint,
    api,
    registerClient: (client) => call('registerClient', client ?? {}),
    registerUser: (user) => call('registerUser', user),
    revokeAccessTokens: (...clientId) => call('revokeAccessTokens', ...clientId),
    revokeRefreshTokens: (...clientId) => call('revokeRefreshTokens', ...clientId),
    failTokenEndpoint: (fault, scope) => fail('failTokenEndpoint', fault, scope),
    failApi: (fault, scope) => fail('failApi', fault, scope),
    counts: (...clientId) => call('counts', ...clientId),
    requests: () => call('requests'),
    resetCounts: () => call('resetCounts'),
    async untilCounts(least) {
      for (let poll = 0; poll < polls; poll++) if (await call<boolean>('untilCounts', least)) return
      throw new Error(`never reached ${JSON.stringify(least)}, but ${JSON.stringify(await call('counts'))}`)
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Sends JSON with the content type of plain text. Browsers send such a request to another origin without a preflight. */
async function post<Result>(url: string, body: unknown): Promise<Result> {
  const response = await platformFetch(url, { method: 'POST', body: JSON.stringify(body) })
  const { result, error } = (await response.json()) as { result: Result; error?: string }
  if (!response.ok) throw new Error(error)
  return result
}
