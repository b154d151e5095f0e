import type { Coordinator, CoordinatorOptions, TokenRequestContext, TokenResponse } from '@everbearer/core'
import { clientCredentials } from '@everbearer/oauth2'
import { check, expectEqual, expectMatch } from '../assert.ts'
import { behavioursOf, type Behaviour, type Need } from '../behaviour.ts'
import type { Call, Client, Reply } from '../client.ts'
import type { Outcome, TestContext } from '../test-context.ts'
import type { ClientSettings } from '../settings.ts'

/** Time limits longer than a behaviour may take, ms. So if a source waits for its own result, the behaviour's test fails. */
const never = { refreshTimeout: 120_000, maxRetryTime: 120_000 }

/** The advice in the error of a source that sends through its own wrapped client, and so waits for itself. */
const remedy = /client as it was before `withBearer`, or send that request with `bearer: false`/

type Send = (call?: Partial<Call>) => Promise<Reply>
type Source = (send: Send, request: TokenRequestContext) => Promise<unknown>

interface Row {
  readonly words: string
  readonly source: Source
  readonly needs?: readonly Need[]
  readonly settings?: Partial<ClientSettings>
}

const rows: readonly Row[] = [
  { words: 'first of all', source: (send) => send() },
  {
    words: 'first of all, with a hook that waits',
    source: (send) => send(),
    needs: ['hooks-before'],
    settings: { hooks: { before: { request: nextTurn } } },
  },
  {
    words: 'later, with the signal that it was given',
    async source(send, { signal }) {
      await nextTurn()
      return send({ signal })
    },
  },
]

export const selfWaits: readonly Behaviour[] = behavioursOf('errors', [
  ...rows.map(({ words, source, needs = [], settings }): Omit<Behaviour, 'theme'> => ({
    name: `a source that calls through its own wrapped client (${words}) fails at once, and the error says so`,
    needs,
    async run(context) {
      const { outcome } = await selfCalling(context, source, never, settings)
      const { kind, code, native } = await outcome('/echo')
      expectEqual([kind, code], ['everbearer', 'ERR_TOKEN_SOURCE'])
      check(remedy.test((native as Error).message), `it says ${(native as Error).message}`)
      await context.expectCounts({ apiRequests: 0, tokenRequests: 0 })
    },
  })),
  {
    name: 'a source that calls through its own wrapped client unseen fails after its time, and the error says what may be wrong',
    async run(context) {
      const { outcome } = await selfCalling(context, async (send) => nextTurn().then(() => send()), { refreshTimeout: 300 })
      const { kind, code, native } = await outcome('/echo')
      expectEqual([kind, code], ['everbearer', 'ERR_TOKEN_UNAVAILABLE'])
      check(remedy.test((native as Error).message), `it says ${(native as Error).message}`)
    },
  },
  {
    name: 'a source that calls through its own wrapped client for the next token fails at once: a 401 is the answer, and for an expired token an error',
    async run(context) {
      const { outcome, auth } = await selfCalling(context, (send) => send())
      await auth.setTokens(await tokensOf(context))
      expectMatch(await outcome('/echo'), { status: 200 })
      await context.testbed.revokeAccessTokens()
      expectMatch(await outcome('/echo'), { status: 401 })
      context.elapse(300_000)
      expectMatch(await outcome('/echo'), { kind: 'everbearer', code: 'ERR_TOKEN_SOURCE' })
    },
  },
  {
    name: 'a source may call through its own wrapped client without a token',
    async run(context) {
      const { outcome } = await selfCalling(context, async (send, { signal }) => {
        const { status } = await send({ path: '/open', bearer: false, signal })
        expectEqual(status, 200)
        return tokensOf(context)
      })
      expectMatch(await outcome('/echo'), { status: 200 })
      expectEqual(
        (await context.requests()).map(({ url, headers }) => [url, headers['authorization']]),
        [
          ['/open', undefined],
          ['/echo', 'Bearer'],
        ],
      )
    },
  },
])

/** Creates a client and its coordinator. The coordinator's source can send through that same client. */
async function selfCalling(
  context: TestContext,
  source: Source,
  options: Partial<CoordinatorOptions> = never,
  settings: Partial<ClientSettings> = {},
): Promise<{ readonly auth: Coordinator; readonly outcome: (call: string) => Promise<Outcome> }> {
  let client: Client | undefined
  const send: Send = (call) => context.send({ method: 'POST', path: '/echo', ...call }, client)
  const auth = context.coordinator({ ...options, source: async (request) => (await source(send, request)) as TokenResponse })
  client = await context.client(settings, auth)
  return { auth, outcome: (call) => context.outcome(call, client) }
}

/** Requests tokens for the client that the context has registered at the server, without the coordinator. */
async function tokensOf({ account, testbed }: TestContext): Promise<TokenResponse> {
  const { obtain } = clientCredentials({ tokenEndpoint: testbed.tokenEndpoint, ...account })
  return obtain!({ signal: new AbortController().signal })
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve)
  })
}
