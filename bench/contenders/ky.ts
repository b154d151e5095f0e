import { createCoordinator, withBearer } from '@everbearer/ky'
import ky, { type KyInstance } from 'ky'
import { byHand, type Contender, expectAnswer, payload, type Send, type Setting, tokenVariable } from './contender.ts'

const client = 'ky'

const passOn: typeof fetch = async (input, init) => fetch(input, init)

function sendWith(instance: KyInstance, { url }: Setting): Send {
  return async (method) => expectAnswer(await (method === 'GET' ? instance.get(url) : instance.post(url, { json: payload })).json())
}

/** The hooks that ours uses, besides a fetch of its own. */
const idle = {
  init: [() => undefined],
  beforeRequest: [() => undefined],
  beforeRetry: [() => undefined],
  afterResponse: [() => undefined],
}

export const kyContenders: readonly Contender[] = [
  { client, name: 'bare ky', role: 'bare', open: async (setting) => sendWith(ky.create({ headers: await byHand(setting) }), setting) },
  {
    client,
    name: 'ky with hooks that do nothing',
    role: 'floor',
    open: async (setting) => sendWith(ky.create({ headers: await byHand(setting), fetch: passOn, hooks: idle }), setting),
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
