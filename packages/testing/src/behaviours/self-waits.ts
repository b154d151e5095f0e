import type { Coordinator, CoordinatorOptions, TokenRequestContext, TokenResponse } from '@everbearer/core'
import { clientCredentials } from '@everbearer/oauth2'
import { check, like, same } from '../assert.ts'
import { behavioursOf, type Behaviour, type Need } from '../behaviour.ts'
import type { Call, Client, Reply } from '../client.ts'
import type { Outcome, Scene } from '../scene.ts'
import type { ClientSettings } from '../settings.ts'

/** Longer than a behaviour may take, ms: whoever waits for itself fails. */
const never = { refreshTimeout: 120_000, maxRetryTime: 120_000 }

/** What an error has to name. */
const remedy = /client as it was before `withBearer`, or send that request with `bearer: false`/

type Send = (call?: Partial<Call>) => Promise<Reply>
type Source = (send: Send, context: TokenRequestContext) => Promise<unknown>

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
    async run(scene) {
      const { outcome } = await selfCalling(scene, source, never, settings)
      const { kind, code, native } = await outcome('/echo')
      same([kind, code], ['everbearer', 'ERR_TOKEN_SOURCE'])
      check(remedy.test((native as Error).message), `it says ${(native as Error).message}`)
      await scene.counted({ apiRequests: 0, tokenRequests: 0 })
    },
  })),
  {
    name: 'a source that calls through its own wrapped client unseen fails after its time, and the error says what may be wrong',
    async run(scene) {
      const { outcome } = await selfCalling(scene, async (send) => nextTurn().then(() => send()), { refreshTimeout: 300 })
      const { kind, code, native } = await outcome('/echo')
      same([kind, code], ['everbearer', 'ERR_TOKEN_UNAVAILABLE'])
      check(remedy.test((native as Error).message), `it says ${(native as Error).message}`)
    },
  },
  {
    name: 'a source that calls through its own wrapped client for the next token fails at once: a 401 is the answer, and for an expired token an error',
    async run(scene) {
      const { outcome, auth } = await selfCalling(scene, (send) => send())
      await auth.setTokens(await tokensOf(scene))
      like(await outcome('/echo'), { status: 200 })
      await scene.testbed.revokeAccessTokens()
      like(await outcome('/echo'), { status: 401 })
      scene.elapse(300_000)
      like(await outcome('/echo'), { kind: 'everbearer', code: 'ERR_TOKEN_SOURCE' })
    },
  },
  {
    name: 'a source may call through its own wrapped client without a token',
    async run(scene) {
      const { outcome } = await selfCalling(scene, async (send, { signal }) => {
        const { status } = await send({ path: '/open', bearer: false, signal })
        same(status, 200)
        return tokensOf(scene)
      })
      like(await outcome('/echo'), { status: 200 })
      same(
        (await scene.requests()).map(({ url, headers }) => [url, headers['authorization']]),
        [
          ['/open', undefined],
          ['/echo', 'Bearer'],
        ],
      )
    },
  },
])

/** A client and its coordinator, whose source is given a way to send through that very client. */
async function selfCalling(
  scene: Scene,
  source: Source,
  options: Partial<CoordinatorOptions> = never,
  settings: Partial<ClientSettings> = {},
): Promise<{ readonly auth: Coordinator; readonly outcome: (call: string) => Promise<Outcome> }> {
  let client: Client | undefined
  const send: Send = (call) => scene.send({ method: 'POST', path: '/echo', ...call }, client)
  const auth = scene.coordinator({ ...options, source: async (context) => (await source(send, context)) as TokenResponse })
  client = await scene.client(settings, auth)
  return { auth, outcome: (call) => scene.outcome(call, client) }
}

/** Tokens of the scene's account, from elsewhere. */
async function tokensOf({ account, testbed }: Scene): Promise<TokenResponse> {
  const { obtain } = clientCredentials({ tokenEndpoint: testbed.tokenEndpoint, ...account })
  return obtain!({ signal: new AbortController().signal })
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve)
  })
}
