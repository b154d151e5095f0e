import { check, expectEqual } from '../assert.ts'
import { behavioursOf, type Behaviour, type Need } from '../behaviour.ts'
import { lengthOf } from '../bytes.ts'
import type { Outcome, TestContext } from '../test-context.ts'

type Row = Omit<Behaviour, 'theme'>

/** Calls whose results or errors a user may log. */
const calls: readonly (readonly [words: string, run: (context: TestContext) => Promise<Outcome>, needs?: readonly Need[]])[] = [
  ['a second 401', (context) => context.outcome('/echo?reject=always')],
  ["a 401 that is the caller's own affair", (context) => context.outcome('/echo?reject=always&challenge=basic')],
  ['a 401 whose refresh fails', (context) => failingTokens(context, () => context.outcome('/echo?reject=always'))],
  ['a POST that is refused twice', (context) => context.outcome({ method: 'POST', path: '/echo?reject=always', json: { a: 1 } })],
  ['a streamed second 401', (context) => context.outcome({ path: '/echo?reject=always', responseType: 'stream' }), ['streamed-response']],
  [
    'a streamed 401 whose refresh fails',
    (context) => failingTokens(context, () => context.outcome({ path: '/echo?reject=always', responseType: 'stream' })),
    ['streamed-response'],
  ],
  ['a 500', (context) => context.outcome('/status/500')],
  ['a streamed 500', (context) => context.outcome({ path: '/status/500', responseType: 'stream' }), ['streamed-response']],
  [
    'a connection that breaks',
    async (context) => {
      await context.testbed.failApi({ kind: 'reset' })
      return context.outcome('/echo')
    },
  ],
  [
    'an abort',
    async (context) => {
      await context.testbed.failApi({ kind: 'hang' })
      const controller = new AbortController()
      const pending = context.outcome({ path: '/echo', signal: controller.signal })
      await context.untilCounts({ apiRequests: 2 })
      controller.abort()
      return pending
    },
  ],
  [
    'a time-out',
    async (context) => {
      await context.testbed.failApi({ kind: 'hang' })
      return context.outcome({ path: '/echo', timeout: 50 })
    },
    ['timeout'],
  ],
  ['an answer', (context) => context.outcome('/echo')],
  ['an answer after a replay', (context) => context.outcome('/echo?reject=1')],
]

const rejections: readonly (readonly [words: string, fail: (context: TestContext) => unknown])[] = [
  ['answers 400', (context) => context.testbed.failTokenEndpoint({ kind: 'status', status: 400, body: { error: 'invalid_request' } })],
  ['answers 401', (context) => context.testbed.failTokenEndpoint({ kind: 'status', status: 401, body: { error: 'invalid_client' } })],
  ['answers 500', (context) => context.testbed.failTokenEndpoint({ kind: 'status', status: 500 })],
  [
    'tells the secrets in its error',
    (context) => {
      const echoed = context.secrets().join(' ')
      return context.testbed.failTokenEndpoint({ kind: 'status', status: 400, body: { error: echoed, error_description: echoed } })
    },
  ],
  ['answers with no JSON', (context) => context.testbed.failTokenEndpoint({ kind: 'text', body: `<html>${context.secrets().join(' ')}` })],
  [
    'answers without an access token',
    (context) => context.testbed.failTokenEndpoint({ kind: 'status', status: 200, body: { id: context.secrets() } }),
  ],
  [
    'answers with half a JSON',
    (context) => context.testbed.failTokenEndpoint({ kind: 'text', body: `{"access_token":"${context.secrets()[1]}",` }),
  ],
  [
    'gives a token of another type',
    (context) =>
      context.testbed.failTokenEndpoint({ kind: 'status', status: 200, body: { access_token: context.secrets()[1], token_type: 'DPoP' } }),
  ],
  [
    'gives a token that no header can carry',
    (context) => context.testbed.failTokenEndpoint({ kind: 'status', status: 200, body: { access_token: `${context.secrets()[1]}\n` } }),
  ],
  ['breaks the connection', (context) => context.testbed.failTokenEndpoint({ kind: 'reset' })],
  [
    'hangs',
    async (context) => {
      await context.testbed.failTokenEndpoint({ kind: 'hang' })
      context.hurry()
    },
  ],
]

const setup: Behaviour['setup'] = () => ({ account: { refreshTokens: true } })

/** Behaviours about secrets in a user's logs. */
export const secrets: readonly Behaviour[] = behavioursOf('errors', [
  ...calls.map(([words, run, needs = []]): Row => ({
    name: `no secret is in what comes of ${words}`,
    needs,
    setup,
    async run(context) {
      await context.warm()
      check(context.secrets().length === 3, 'no tokens to look for')
      const { native, body } = await run(context)
      context.hidesSecrets(native, body, context.events('refresh'), context.events('refresh-failed'), context.events('replay'))
    },
  })),
  ...rejections.map(([words, fail]): Row => ({
    name: `no secret is in what comes of a token endpoint that ${words}`,
    setup,
    async run(context) {
      await context.warm()
      await fail(context)
      context.elapse(300_000)
      for (let call = 0; call < 2; call++) {
        const { kind, native } = await context.outcome('/echo')
        expectEqual(kind, 'everbearer')
        context.hidesSecrets(native, ...context.events('refresh-failed'), ...context.events('cooldown'))
      }
      await context.expectCounts({ apiRequests: 1 })
    },
  })),
  {
    name: 'no secret is in the coordinator, its token record or the client',
    setup,
    async run(context) {
      await context.revoked()
      await context.send('/echo')
      const record = await context.auth.getToken()
      check(context.secrets().includes(record.accessToken), 'the record has no token')
      context.hidesSecrets(context.auth, await context.client())
      // The record has the token in a property, but printed text does not show the token.
      for (const text of [String(record), JSON.stringify(record), context.platform?.inspect?.(record) ?? '']) {
        expectEqual(
          context.secrets().filter((secret) => text.includes(secret)),
          [],
        )
      }
    },
  },
  {
    name: 'no secret is in the error of a streamed answer that is aborted midway',
    needs: ['streamed-response'],
    setup,
    async run(context) {
      await context.warm()
      const controller = new AbortController()
      const { native, body } = await context.outcome({ path: '/stall?bytes=1000', responseType: 'stream', signal: controller.signal })
      const read = lengthOf(body).catch((error: unknown) => error)
      controller.abort()
      context.hidesSecrets(native, body)
      const error = await read
      check(error instanceof Error, 'the stream comes to its end')
      context.hidesSecrets(error, native, body)
    },
  },
])

async function failingTokens(context: TestContext, run: () => Promise<Outcome>): Promise<Outcome> {
  await context.testbed.failTokenEndpoint({ kind: 'reset' })
  return run()
}
