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

/** As for a testbed in the same process, except that `responseFields` is data: fields to put in, or `null` to delete one. */
export interface RemoteClientOptions extends Omit<ClientOptions, 'responseFields'> {
  responseFields?: Record<string, unknown>
}

/** A testbed in another process, in which each method is a call away. Runs on any platform with `fetch`. */
export interface RemoteTestbed extends AsyncDisposable {
  readonly issuer: string
  readonly tokenEndpoint: string
  readonly api: string
  registerClient(options?: RemoteClientOptions): Promise<RegisteredClient>
  registerUser(user: UserCredentials): Promise<void>
  revokeAccessTokens(clientId?: string): Promise<void>
  revokeRefreshTokens(clientId?: string): Promise<void>
  /** Resolves to a function that removes the fault. */
  failTokenEndpoint(fault: Fault, scope?: FaultScope): Promise<() => Promise<void>>
  /** Resolves to a function that removes the fault. */
  failApi(fault: Fault, scope?: FaultScope): Promise<() => Promise<void>>
  counts(clientId?: string): Promise<Counts>
  requests(): Promise<ServedRequest[]>
  resetCounts(): Promise<void>
  /** Resolves as soon as each of these counts is at least so high. @throws after 15 s */
  untilCounts(least: Partial<Counts>): Promise<void>
  close(): Promise<void>
}

interface Addresses {
  readonly id: string
  readonly issuer: string
  readonly tokenEndpoint: string
  readonly api: string
}

// Taken at the start: what a test puts in the place of the platform's fetch is not meant for these calls.
const platformFetch = globalThis.fetch.bind(globalThis)
const polls = 15

/** @param control - where the control server is, without a trailing slash */
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

/** As plain text, which browsers send to another origin without asking first. */
async function post<Result>(url: string, body: unknown): Promise<Result> {
  const response = await platformFetch(url, { method: 'POST', body: JSON.stringify(body) })
  const { result, error } = (await response.json()) as { result: Result; error?: string }
  if (!response.ok) throw new Error(error)
  return result
}
