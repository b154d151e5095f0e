import { createCoordinator, withBearer } from '@everbearer/axios'
import { type AxiosInstance, create, type CreateAxiosDefaults, type InternalAxiosRequestConfig } from 'axios'
import { createAuthRefresh } from 'axios-auth-refresh'
import { byHand, type Contender, expectSuccess, payload, type Send, type Setting, type TokenVariable, tokenVariable } from './contender.ts'

const client = 'axios'

function open({ axiosAdapter }: Setting, defaults: CreateAxiosDefaults = {}): AxiosInstance {
  return create(axiosAdapter === undefined ? defaults : { ...defaults, adapter: axiosAdapter })
}

function sendWith(instance: AxiosInstance, { url }: Setting): Send {
  return async (method) => {
    const response = await (method === 'GET' ? instance.get<unknown>(url) : instance.post<unknown>(url, payload))
    expectSuccess(response.data)
  }
}

/** Wraps the request's adapter in a synchronous interceptor, as Everbearer's adapter does. */
function idle(config: InternalAxiosRequestConfig): InternalAxiosRequestConfig {
  const { adapter } = config
  if (typeof adapter === 'function') config.adapter = (sent) => adapter(sent)
  return config
}

export const axiosContenders: readonly Contender[] = [
  {
    client,
    name: 'bare axios',
    role: 'bare',
    open: async (setting) => sendWith(open(setting, { headers: await byHand(setting) }), setting),
  },
  {
    client,
    name: 'axios with an interceptor that does nothing',
    role: 'floor',
    open: async (setting) => {
      const instance = open(setting, { headers: await byHand(setting) })
      instance.interceptors.request.use(idle, null, { synchronous: true })
      return sendWith(instance, setting)
    },
  },
  {
    client,
    name: '@everbearer/axios',
    role: 'ours',
    open: (setting) => {
      const auth = createCoordinator({ source: setting.obtain, origins: [new URL(setting.url).origin], refreshAt: 0.8 })
      return sendWith(withBearer(open(setting), auth), setting)
    },
  },
  { client, name: 'axios-auth-refresh', role: 'peer', open: (setting) => withAuthRefresh(setting, {}) },
  // By default, axios-auth-refresh rejects all requests but the first of those that get a 401 together.
  {
    client,
    name: 'axios-auth-refresh, deduplicateRefresh: false',
    role: 'peer',
    open: (setting) => withAuthRefresh(setting, { deduplicateRefresh: false }),
  },
]

function withAuthRefresh(setting: Setting, options: AuthRefreshOptions): Send {
  return sendWith(addAuthRefresh(open(setting), tokenVariable(setting), options), setting)
}

/** An option of axios-auth-refresh. */
export interface AuthRefreshOptions {
  /** @default true */
  readonly deduplicateRefresh?: boolean
}

/** Wires axios-auth-refresh as its README has it: an interceptor puts the token of a variable on each request. */
export function addAuthRefresh(instance: AxiosInstance, token: TokenVariable, options: AuthRefreshOptions): AxiosInstance {
  instance.interceptors.request.use((config) => {
    config.headers.set('Authorization', `Bearer ${token.value()}`)
    return config
  })
  // Its types are for axios's CommonJS types, which differ from the ES module's.
  createAuthRefresh(instance as never, token.refresh, options)
  return instance
}
