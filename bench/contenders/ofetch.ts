import { createCoordinator, withBearer } from '@everbearer/ofetch'
import { type $Fetch, createFetch, ofetch } from 'ofetch'
import { byHand, type Contender, expectSuccess, payload, type Send, type Setting, tokenVariable } from './contender.ts'

const client = 'ofetch'

const passOn: typeof fetch = async (input, init) => fetch(input, init)

function sendWith(instance: $Fetch, { url }: Setting): Send {
  return async (method) => expectSuccess(await (method === 'GET' ? instance(url) : instance(url, { method, body: payload })))
}

export const ofetchContenders: readonly Contender[] = [
  {
    client,
    name: 'bare ofetch',
    role: 'bare',
    open: async (setting) => sendWith(ofetch.create({ headers: await byHand(setting) }), setting),
  },
  {
    client,
    name: 'ofetch with a fetch that adds nothing',
    role: 'floor',
    open: async (setting) => sendWith(createFetch({ fetch: passOn, defaults: { headers: await byHand(setting) } }), setting),
  },
  {
    client,
    name: '@everbearer/ofetch',
    role: 'ours',
    open: (setting) => {
      const auth = createCoordinator({ source: setting.obtain, origins: [new URL(setting.url).origin], refreshAt: 0.8 })
      return sendWith(withBearer(ofetch, auth), setting)
    },
  },
  {
    client,
    name: 'ofetch with its README’s hooks',
    role: 'peer',
    open: (setting) => {
      const token = tokenVariable(setting)
      const instance = ofetch.create({
        retry: 1,
        retryStatusCodes: [401],
        onRequest({ options }) {
          options.headers.set('Authorization', `Bearer ${token.value()}`)
        },
        async onResponseError({ response }) {
          if (response.status === 401) await token.refresh()
        },
      })
      return sendWith(instance, setting)
    },
  },
]
