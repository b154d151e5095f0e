import { OAuth2Client, OAuth2Fetch } from '@badgateway/oauth2-client'
import { createCoordinator, withBearer } from '@everbearer/fetch'
import { body, byHand, type Contender, expectSuccess, json, type Method, type Send, type Setting } from './contender.ts'

const client = 'fetch'
type Init = NonNullable<Parameters<typeof fetch>[1]>
type Call = (url: string, init?: Init) => Promise<Response>

const passOn: Call = async (url, init) => fetch(url, init)

function sendWith(call: Call, { url }: Setting, headers?: Readonly<Record<string, string>>): Send {
  const inits: Readonly<Record<Method, () => Init | undefined>> = {
    GET: () => headers && { headers: { ...headers } },
    POST: () => ({ method: 'POST', body, headers: { ...json, ...headers } }),
  }
  return async (method) => expectSuccess(await (await call(url, inits[method]())).json())
}

export const fetchContenders: readonly Contender[] = [
  {
    client,
    name: 'bare fetch',
    role: 'bare',
    open: async (setting) => sendWith((url, init) => fetch(url, init), setting, await byHand(setting)),
  },
  {
    client,
    name: 'fetch in a wrapper that does nothing',
    role: 'floor',
    open: async (setting) => sendWith(passOn, setting, await byHand(setting)),
  },
  {
    client,
    name: '@everbearer/fetch',
    role: 'ours',
    open: (setting) => {
      const auth = createCoordinator({ source: setting.obtain, origins: [new URL(setting.url).origin], refreshAt: 0.8 })
      return sendWith(withBearer(fetch, auth), setting)
    },
  },
  {
    client,
    name: '@badgateway/oauth2-client',
    role: 'peer',
    open: (setting) => {
      const wrapper = new OAuth2Fetch({
        client: new OAuth2Client({ clientId: 'bench', server: 'https://auth.example.com' }),
        getNewToken: async () => {
          const { access_token: accessToken, expires_in } = await setting.obtain()
          return { accessToken, expiresAt: Date.now() + expires_in * 1000, refreshToken: null }
        },
      })
      return sendWith((url, init) => wrapper.fetch(url, init), setting)
    },
  },
]
