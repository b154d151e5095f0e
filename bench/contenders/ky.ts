import { createCoordinator, withBearer } from '@everbearer/ky'
import ky, { type KyInstance, type Options } from 'ky'
import { byHand, type Contender, expectSuccess, payload, type Send, type Setting, tokenVariable } from './contender.ts'

const client = 'ky'

const passOn: typeof fetch = async (input, init) => fetch(input, init)

function sendWith(instance: KyInstance, { url }: Setting): Send {
  return async (method) => expectSuccess(await (method === 'GET' ? instance.get(url) : instance.post(url, { json: payload })).json())
}

/** The hook of Everbearer's adapter: an init hook that sets a fetch. */
const idleInit = { init: [(options: Options) => void (options.fetch = passOn)] }

/** The hooks that an adapter without a fetch of its own would need. */
const idleHooks = { ...idleInit, beforeRequest: [() => undefined], beforeRetry: [() => undefined], afterResponse: [() => undefined] }

export const kyContenders: readonly Contender[] = [
  { client, name: 'bare ky', role: 'bare', open: async (setting) => sendWith(ky.create({ headers: await byHand(setting) }), setting) },
  {
    client,
    name: 'ky with an init hook and a fetch that add nothing',
    role: 'floor',
    open: async (setting) => sendWith(ky.create({ headers: await byHand(setting), hooks: idleInit }), setting),
  },
  {
    client,
    name: 'ky with hooks of all kinds that do nothing',
    role: 'floor',
    open: async (setting) => sendWith(ky.create({ headers: await byHand(setting), hooks: idleHooks }), setting),
  },
  {
    client,
    name: '@everbearer/ky',
    role: 'ours',
    open: (setting) => {
      const auth = createCoordinator({ source: setting.obtain, origins: [new URL(setting.url).origin], refreshAt: 0.8 })
      return sendWith(withBearer(ky, auth), setting)
    },
  },
  {
    client,
    name: 'ky as its FAQ has it',
    role: 'peer',
    open: (setting) => {
      const token = tokenVariable(setting)
      const instance = ky.extend({
        // POST is not among the methods that ky retries by itself.
        retry: { statusCodes: [401], methods: ['get', 'post'] },
        hooks: {
          beforeRequest: [({ request }) => request.headers.set('Authorization', `Bearer ${token.value()}`)],
          beforeRetry: [async ({ request }) => request.headers.set('Authorization', `Bearer ${await token.refresh()}`)],
        },
      })
      return sendWith(instance, setting)
    },
  },
]
