import { withBearer as withAxios } from '@everbearer/axios'
import { createCoordinator, type CoordinatorOptions } from '@everbearer/core'
import { withBearer as withFetch } from '@everbearer/fetch'
import { withBearer as withKy } from '@everbearer/ky'
import { withBearer as withOfetch } from '@everbearer/ofetch'
import axios, { type CreateAxiosDefaults } from 'axios'
import ky from 'ky'
import { ofetch } from 'ofetch'
import { allowedOrigins, type UrlInput } from './inputs.ts'

/** The access token that must not leave for another origin. */
export const secret = 's3cret-t0ken'

/** Sends one request by a wrapped client; never throws. */
export type SendUrl = (input: UrlInput) => Promise<void>

export interface ClientOptions {
  readonly fetch: typeof globalThis.fetch
  /** @default `allowedOrigins` */
  readonly origins?: CoordinatorOptions['origins']
  /** axios's adapters that this platform has, each with what it needs. */
  readonly axios: Readonly<Record<string, CreateAxiosDefaults>>
}

/** All four clients, as their users would wrap them. */
export function createClients(options: ClientOptions): Record<string, SendUrl> {
  const { fetch, origins = allowedOrigins } = options
  const auth = createCoordinator({ source: async () => ({ access_token: secret }), origins })
  const byFetch = withFetch(fetch, auth)
  const byKy = withKy(ky.create({ fetch, retry: 0, timeout: false }), auth)
  const byOfetch = withOfetch(ofetch.create({ retry: 0 }, { fetch }), auth)
  const clients: Record<string, (input: UrlInput) => unknown> = {
    async fetch(input) {
      const given = asGiven(input)
      // Without a token the request waits for the next turn at least.
      if (input.isChanged) auth.invalidate()
      const pending = byFetch(given)
      if (input.isChanged && given instanceof URL) given.host = 'evil.example'
      return pending
    },
    ky: ({ url, base }) => byKy(url, base === undefined ? {} : { prefix: base }),
    ofetch: ({ url, base }) => byOfetch(url, base === undefined ? {} : { baseURL: base }),
  }
  for (const [adapter, defaults] of Object.entries(options.axios)) {
    const byAxios = withAxios(axios.create({ ...defaults, adapter }), auth)
    clients[`axios (${adapter})`] = ({ url, base }) => byAxios.get(url, base === undefined ? {} : { baseURL: base })
  }
  return Object.fromEntries(Object.entries(clients).map(([name, send]) => [name, quietly(send)]))
}

/** @throws {TypeError} the platform can't make a URL or a Request of the text */
function asGiven({ url, base = '', as }: UrlInput): string | URL | Request {
  const text = base + url
  if (as === 'URL') return new URL(text)
  return as === 'Request' ? new Request(text) : text
}

/** What becomes of a request is the client's own affair; here it counts where the request went. */
function quietly(send: (input: UrlInput) => unknown): SendUrl {
  return async (input) => {
    try {
      await send(input)
    } catch {
      // Many of these URLs can't be requested at all.
    }
  }
}
