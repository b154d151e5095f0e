import { check, expectEqual, expectMatch } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import type { Call } from '../client.ts'
import type { TestContext } from '../test-context.ts'

type Row = Omit<Behaviour, 'theme'>

/** Calls that fail with an error of the client itself. The error must be the same with and without Everbearer. */
const natives: readonly (readonly [words: string, call: Call, fail?: (context: TestContext) => unknown])[] = [
  ['a second 401', { path: '/echo?reject=always' }],
  ['a 403', { path: '/open?reject=always&challenge=forbidden' }],
  ['a connection that breaks', { path: '/open' }, (context) => context.testbed.failApi({ kind: 'reset' })],
]

export const errors: readonly Behaviour[] = behavioursOf('errors', [
  ...natives.map(([words, call, fail]): Row => ({
    name: `${words} is the client's own, word for word`,
    async run(context) {
      await fail?.(context)
      const ours = await context.outcome(call)
      const native = await context.outcome({ ...call, headers: { authorization: 'Bearer none' } }, await context.bare())
      expectEqual([ours.kind, ours.status, JSON.stringify(ours.body)], [native.kind, native.status, JSON.stringify(native.body)])
      expectEqual(Object.getPrototypeOf(ours.native), Object.getPrototypeOf(native.native), 'kind of error')
      const [a, b] = [ours.native as Error, native.native as Error]
      expectEqual([a.name, a.message, (a as { code?: unknown }).code], [b.name, b.message, (b as { code?: unknown }).code])
      expectEqual(
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
    async run(context) {
      expectMatch(await context.outcome({ path: '/echo?reject=1', throws: true }), { kind: 'reply', status: 200 })
      expectMatch(await context.outcome({ path: '/echo?reject=always', throws: true }), {
        kind: 'http',
        status: 401,
        body: { error: 'invalid_token' },
      })
    },
  },
  {
    name: 'a token that cannot be got is an error of ours, not one of the client',
    async run(context) {
      await context.testbed.failTokenEndpoint({ kind: 'status', status: 401, body: { error: 'invalid_client' } })
      const { kind, code, native } = await context.outcome('/echo')
      expectEqual([kind, code], ['everbearer', 'ERR_CREDENTIALS_REJECTED'])
      check(native instanceof Error && !/http|status/i.test(native.name), 'it reads like an HTTP error')
    },
  },
])
