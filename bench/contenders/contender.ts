import type { HttpClient } from '@azure/core-rest-pipeline'
import type { TokenResponse } from '@everbearer/core'
import type { AxiosAdapter } from 'axios'

export type Method = 'GET' | 'POST'

/** Sends one request and reads the whole response. Rejects without the API's response, which only a request with a good token gets. */
export type Send = (method: Method) => Promise<void>

/** A token as its endpoint gives it. */
export interface Issued extends TokenResponse {
  /** s. */
  readonly expires_in: number
}

/** Where a contender sends, and where its tokens come from. */
export interface Setting {
  readonly url: string
  /** One token call. */
  readonly obtain: () => Promise<Issued>
  /** The adapter of axios. For all other clients, what lies below the platform's fetch is replaced. @default axios's http adapter */
  readonly axiosAdapter?: AxiosAdapter | undefined
  /** What Azure's pipeline sends with. */
  readonly azureClient?: HttpClient | undefined
}

/**
 * What a row shows. `bare`: the client with a token that was set by hand. `floor`: bare, with hooks of the kind that the adapter
 * uses, which do nothing. `ours`: Everbearer's adapter. `peer`: another library or recipe.
 */
export type Role = 'bare' | 'floor' | 'ours' | 'peer'

export type Scenario = 'overhead' | 'loopback' | 'cold storm' | 'stale storm' | 'expiry'

export interface Contender {
  readonly client: string
  readonly name: string
  readonly role: Role
  /** Why the contender is left out of a scenario. */
  readonly cannot?: Partial<Readonly<Record<Scenario, string>>>
  readonly open: (setting: Setting) => Send | Promise<Send>
}

export const payload = { name: 'Ada', tags: [1, 2, 3] }
export const body: string = JSON.stringify(payload)
export const json = { 'content-type': 'application/json' }

/** @throws {Error} the response is not the one that a good token gets */
export function expectSuccess(answer: unknown): void {
  if (typeof answer !== 'object' || answer === null || 'error' in answer) throw new Error('not the answer to a request with a good token')
}

/** Makes the token of a bare client, which never changes. */
export async function byHand({ obtain }: Setting): Promise<{ Authorization: string }> {
  return { Authorization: `Bearer ${(await obtain()).access_token}` }
}

/** A token in a variable. */
export interface TokenVariable {
  readonly value: () => string | undefined
  readonly refresh: () => Promise<string>
}

/** Keeps a token in a variable, as recipes do, with one refresh at a time. */
export function tokenVariable({ obtain }: Pick<Setting, 'obtain'>): TokenVariable {
  let token: string | undefined
  let pending: Promise<string> | undefined
  const ask = async (): Promise<string> => {
    try {
      token = (await obtain()).access_token
      return token
    } finally {
      pending = undefined
    }
  }
  return { value: () => token, refresh: () => (pending ??= ask()) }
}
