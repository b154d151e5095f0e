import type { HttpClient } from '@azure/core-rest-pipeline'
import type { TokenResponse } from '@everbearer/core'
import type { AxiosAdapter } from 'axios'

export type Method = 'GET' | 'POST'

/** Sends one request and reads the whole answer. Rejects unless it is the API's: only a request with a good token gets that one. */
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
  /** What axios sends with; its own http adapter where there is none. All else is aimed by replacing what is below the platform's fetch. */
  readonly axiosAdapter?: AxiosAdapter | undefined
  /** What Azure's pipeline sends with. */
  readonly azureClient?: HttpClient | undefined
}

/**
 * What a row is there for. `bare`: the client with a token put on by hand. `floor`: bare, with hooks of the kind that
 * ours uses, which do nothing. `ours`: Everbearer's adapter. `peer`: someone else's way to the same end.
 */
export type Role = 'bare' | 'floor' | 'ours' | 'peer'

export type Scenario = 'overhead' | 'loopback' | 'cold storm' | 'stale storm' | 'expiry'

export interface Contender {
  readonly client: string
  readonly name: string
  readonly role: Role
  /** Why it takes no part in a scenario. */
  readonly cannot?: Partial<Readonly<Record<Scenario, string>>>
  readonly open: (setting: Setting) => Send | Promise<Send>
}

export const payload = { name: 'Ada', tags: [1, 2, 3] }
export const body: string = JSON.stringify(payload)
export const json = { 'content-type': 'application/json' }

/** @throws {Error} the answer is not the one that a good token gets */
export function expectSuccess(answer: unknown): void {
  if (typeof answer !== 'object' || answer === null || 'error' in answer) throw new Error('not the answer to a request with a good token')
}

/** For the fixed tokens of bare clients. */
export async function byHand({ obtain }: Setting): Promise<{ Authorization: string }> {
  return { Authorization: `Bearer ${(await obtain()).access_token}` }
}

/** The token that a recipe keeps in a variable, with one refresh at a time: what its reader would write next. */
export function tokenVariable({ obtain }: Setting): { readonly value: () => string | undefined; readonly refresh: () => Promise<string> } {
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
