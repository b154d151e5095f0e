import { check, like, same } from '../assert.ts'
import { behavioursOf, type Behaviour, type Need } from '../behaviour.ts'
import { lengthOf } from '../bytes.ts'
import type { Call } from '../client.ts'
import type { Outcome, Scene } from '../scene.ts'

type Row = Omit<Behaviour, 'theme'>

/** What differs between an error of ours and the client's own for the same call. */
const natives: readonly (readonly [words: string, call: Call, fail?: (scene: Scene) => unknown])[] = [
  ['a second 401', { path: '/echo?reject=always' }],
  ['a 403', { path: '/open?reject=always&challenge=forbidden' }],
  ['a connection that breaks', { path: '/open' }, (scene) => scene.testbed.failApi({ kind: 'reset' })],
]

const troubles: readonly (readonly [words: string, run: (scene: Scene) => Promise<Outcome>, needs?: readonly Need[]])[] = [
  ['a second 401', (scene) => scene.outcome('/echo?reject=always')],
  ["a 401 that is the caller's own affair", (scene) => scene.outcome('/echo?reject=always&challenge=basic')],
  ['a 401 whose refresh fails', (scene) => failingTokens(scene, () => scene.outcome('/echo?reject=always'))],
  ['a POST that is refused twice', (scene) => scene.outcome({ method: 'POST', path: '/echo?reject=always', json: { a: 1 } })],
  ['a streamed second 401', (scene) => scene.outcome({ path: '/echo?reject=always', responseType: 'stream' }), ['streamed-answer']],
  [
    'a streamed 401 whose refresh fails',
    (scene) => failingTokens(scene, () => scene.outcome({ path: '/echo?reject=always', responseType: 'stream' })),
    ['streamed-answer'],
  ],
  ['a 500', (scene) => scene.outcome('/status/500')],
  ['a streamed 500', (scene) => scene.outcome({ path: '/status/500', responseType: 'stream' }), ['streamed-answer']],
  [
    'a connection that breaks',
    async (scene) => {
      await scene.testbed.failApi({ kind: 'reset' })
      return scene.outcome('/echo')
    },
  ],
  [
    'an abort',
    async (scene) => {
      await scene.testbed.failApi({ kind: 'hang' })
      const controller = new AbortController()
      const pending = scene.outcome({ path: '/echo', signal: controller.signal })
      await scene.reached({ apiRequests: 2 })
      controller.abort()
      return pending
    },
  ],
  [
    'a time-out',
    async (scene) => {
      await scene.testbed.failApi({ kind: 'hang' })
      return scene.outcome({ path: '/echo', timeout: 50 })
    },
    ['timeout'],
  ],
  ['an answer', (scene) => scene.outcome('/echo')],
  ['an answer after a replay', (scene) => scene.outcome('/echo?reject=1')],
]

const refusals: readonly (readonly [words: string, fail: (scene: Scene) => unknown])[] = [
  ['answers 400', (scene) => scene.testbed.failTokenEndpoint({ kind: 'status', status: 400, body: { error: 'invalid_request' } })],
  ['answers 401', (scene) => scene.testbed.failTokenEndpoint({ kind: 'status', status: 401, body: { error: 'invalid_client' } })],
  ['answers 500', (scene) => scene.testbed.failTokenEndpoint({ kind: 'status', status: 500 })],
  [
    'tells the secrets in its error',
    (scene) => {
      const told = scene.secrets().join(' ')
      return scene.testbed.failTokenEndpoint({ kind: 'status', status: 400, body: { error: told, error_description: told } })
    },
  ],
  ['answers with no JSON', (scene) => scene.testbed.failTokenEndpoint({ kind: 'text', body: `<html>${scene.secrets().join(' ')}` })],
  [
    'answers without an access token',
    (scene) => scene.testbed.failTokenEndpoint({ kind: 'status', status: 200, body: { id: scene.secrets() } }),
  ],
  [
    'answers with half a JSON',
    (scene) => scene.testbed.failTokenEndpoint({ kind: 'text', body: `{"access_token":"${scene.secrets()[1]}",` }),
  ],
  [
    'gives a token of another type',
    (scene) =>
      scene.testbed.failTokenEndpoint({ kind: 'status', status: 200, body: { access_token: scene.secrets()[1], token_type: 'DPoP' } }),
  ],
  [
    'gives a token that no header can carry',
    (scene) => scene.testbed.failTokenEndpoint({ kind: 'status', status: 200, body: { access_token: `${scene.secrets()[1]}\n` } }),
  ],
  ['breaks the connection', (scene) => scene.testbed.failTokenEndpoint({ kind: 'reset' })],
  [
    'hangs',
    async (scene) => {
      await scene.testbed.failTokenEndpoint({ kind: 'hang' })
      scene.hurry()
    },
  ],
]

const given: Behaviour['given'] = () => ({ account: { refreshTokens: true } })

export const errors: readonly Behaviour[] = behavioursOf('errors', [
  ...natives.map(([words, call, fail]): Row => ({
    name: `${words} is the client's own, word for word`,
    async run(scene) {
      await fail?.(scene)
      const ours = await scene.outcome(call)
      const native = await scene.outcome({ ...call, headers: { authorization: 'Bearer none' } }, await scene.bare())
      same([ours.kind, ours.status, JSON.stringify(ours.body)], [native.kind, native.status, JSON.stringify(native.body)])
      same(Object.getPrototypeOf(ours.native), Object.getPrototypeOf(native.native), 'kind of error')
      const [a, b] = [ours.native as Error, native.native as Error]
      same([a.name, a.message, (a as { code?: unknown }).code], [b.name, b.message, (b as { code?: unknown }).code])
      same(
        Object.keys(a)
          .filter((key) => key !== 'request')
          .toSorted(),
        Object.keys(b)
          .filter((key) => key !== 'request')
          .toSorted(),
        'fields',
      )
    },
  })),
  {
    name: 'where the client throws for 400 and above, a second 401 is thrown and a refreshed request is not',
    needs: ['throwing'],
    async run(scene) {
      like(await scene.outcome({ path: '/echo?reject=1', throws: true }), { kind: 'reply', status: 200 })
      like(await scene.outcome({ path: '/echo?reject=always', throws: true }), {
        kind: 'http',
        status: 401,
        body: { error: 'invalid_token' },
      })
    },
  },
  {
    name: 'a token that cannot be got is an error of ours, not one of the client',
    async run(scene) {
      await scene.testbed.failTokenEndpoint({ kind: 'status', status: 401, body: { error: 'invalid_client' } })
      const { kind, code, native } = await scene.outcome('/echo')
      same([kind, code], ['everbearer', 'ERR_CREDENTIALS_REJECTED'])
      check(native instanceof Error && !/http|status/i.test(native.name), 'it reads like an HTTP error')
    },
  },
  ...troubles.map(([words, run, needs = []]): Row => ({
    name: `no secret is in what comes of ${words}`,
    needs,
    given,
    async run(scene) {
      await scene.warm()
      check(scene.secrets().length === 3, 'no tokens to look for')
      const { native, body } = await run(scene)
      scene.hidesSecrets(native, body, scene.events('refresh'), scene.events('refresh-failed'), scene.events('replay'))
    },
  })),
  ...refusals.map(([words, fail]): Row => ({
    name: `no secret is in what comes of a token endpoint that ${words}`,
    given,
    async run(scene) {
      await scene.warm()
      await fail(scene)
      scene.elapse(300_000)
      for (let call = 0; call < 2; call++) {
        const { kind, native } = await scene.outcome('/echo')
        same(kind, 'everbearer')
        scene.hidesSecrets(native, ...scene.events('refresh-failed'), ...scene.events('cooldown'))
      }
      await scene.counted({ apiRequests: 1 })
    },
  })),
  {
    name: 'no secret is in the coordinator, its token record or the client',
    given,
    async run(scene) {
      await scene.revoked()
      await scene.send('/echo')
      const record = await scene.auth.getToken()
      check(scene.secrets().includes(record.accessToken), 'the record has no token')
      scene.hidesSecrets(scene.auth, await scene.client())
      // The record hands the token over to who asks for it, but shows it to nobody.
      for (const text of [String(record), JSON.stringify(record), scene.platform?.inspect?.(record) ?? '']) {
        same(
          scene.secrets().filter((secret) => text.includes(secret)),
          [],
        )
      }
    },
  },
  {
    name: 'no secret is in the error of a streamed answer that is aborted midway',
    needs: ['streamed-answer'],
    given,
    async run(scene) {
      await scene.warm()
      const controller = new AbortController()
      const { native, body } = await scene.outcome({ path: '/stall?bytes=1000', responseType: 'stream', signal: controller.signal })
      const read = lengthOf(body).catch((error: unknown) => error)
      controller.abort()
      scene.hidesSecrets(native, body)
      const error = await read
      check(error instanceof Error, 'the stream comes to its end')
      scene.hidesSecrets(error, native, body)
    },
  },
])

async function failingTokens(scene: Scene, run: () => Promise<Outcome>): Promise<Outcome> {
  await scene.testbed.failTokenEndpoint({ kind: 'reset' })
  return run()
}
