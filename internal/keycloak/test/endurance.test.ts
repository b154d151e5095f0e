import type { TokenSource } from '@everbearer/core'
import { clientCredentials, password } from '@everbearer/oauth2'
import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, expect, it } from 'vitest'
import { plainUser } from '../realms/oli.ts'
import { clientSecret, shortLife } from '../realms/realm-builders.ts'
import type { ResourceServer } from '../resource-server/resource-server.ts'
import { claimsOf } from '../resource-server/token-checks.ts'
import { keycloak, withAllClientsAtOnce } from './on-keycloak.ts'
import { atOnce, outcomeOf, createTestContext, type TestContext } from './test-context.ts'

/** `LIFETIMES=1000 npm run test:rest -- endurance` takes 85 minutes. */
const lifetimes = Number(process.env['LIFETIMES'] ?? (process.env['EVERBEARER_TEST_SET'] === 'rest' ? 20 : 60))
const lifetime = shortLife * 1_000
const callers = 2

const machine =
  (clientId: string) =>
  (tokenEndpoint: string): TokenSource =>
    clientCredentials({ tokenEndpoint, clientId, clientSecret })

/** One of each kind: both tokens end at once; rotation with reuse detection; no refresh token; a user with a public client. */
const systems = [
  { name: 'KorusTicket', realm: `${keycloak.plain}/realms/korusticket`, source: machine('korus-steady') },
  { name: 'Truphone Connect', realm: `${keycloak.auth}/realms/tru-staff-rotating`, source: machine('truphone-short') },
  { name: 'Conundra', realm: `${keycloak.auth}/realms/prod`, source: machine('conundra-short') },
  {
    name: 'OLI Systems',
    realm: `${keycloak.auth}/realms/api`,
    source: (tokenEndpoint: string): TokenSource => password({ tokenEndpoint, clientId: 'apiclient-short', ...plainUser }),
  },
]

type System = (typeof systems)[number]

/** Longest wait for quick token requests, ms. */
const longestWait = 180_000

withAllClientsAtOnce('Endurance', (client) => {
  const timeout = lifetimes * lifetime + 120_000

  // Other files begin at the same time, and a new Keycloak compiles its code: a token request may take as long as a token lives.
  beforeAll(untilTokensComeQuickly, longestWait + 60_000)

  it('traffic without a pause over many lifetimes sees no error and no 401, in any of the systems', { timeout }, async () => {
    await Promise.all(systems.map(endure))
  })

  async function endure({ realm, source, name }: System): Promise<void> {
    await using context = await createTestContext({ realm, client, source, api: { checks: 'signature', works: 100 } })
    const seen = new Set<unknown>()
    const history = followUntilIgnored(context)
    const end = Date.now() + lifetimes * lifetime
    await atOnce(callers, async () => {
      // Ends at the first failure: a loop of failures that come at once would let nothing else run.
      for (let outcome: unknown = 200; outcome === 200 && Date.now() < end; seen.add(outcome)) {
        outcome = await outcomeOf(context.send(context.api.origin).then(({ status }) => status))
      }
    })
    expect([...seen], `${name}; ${history()}`).toEqual([200])
    expect(context.failures(), name).toEqual([])
    // A machine that stalls for a while has fewer: nobody asked meanwhile.
    expect(context.wire.tokensIssued(), name).toBeGreaterThanOrEqual(lifetimes / 4)
    expect(context.wire.requests.length, name).toBeLessThanOrEqual(lifetimes * 1.25 + 5)
  }
})

/** Resolves after five quick token requests in a row, or after the longest wait. */
async function untilTokensComeQuickly(): Promise<void> {
  const { realm, source } = systems[0]!
  const { obtain } = source(`${realm}/protocol/openid-connect/token`)
  const end = Date.now() + longestWait
  for (let quick = 0; quick < 5 && Date.now() < end;) {
    const begun = performance.now()
    await outcomeOf(Promise.resolve(obtain?.({ signal: AbortSignal.timeout(60_000) })))
    quick = performance.now() - begun < 250 ? quick + 1 : 0
    await pause(200)
  }
}

/** Follows the events until a 401 is left to its caller. Returns what happened before that, for the message of a failed test. */
function followUntilIgnored({ auth, api }: TestContext): () => string {
  const last: { readonly at: number; readonly text: string }[] = []
  let rejected: string | undefined
  auth.on('*', ({ name, event }) => {
    if (!['waiting', 'refresh', 'attempt-failed', 'replay', 'ignored'].includes(name) || rejected !== undefined) return
    last.push({ at: Date.now(), text: `${name} ${JSON.stringify(event)}` })
    if (last.length > 12) last.shift()
    if (name === 'ignored') rejected = lastRejected(api)
  })
  return () => {
    const now = last.at(-1)?.at ?? 0
    return [`rejected before: ${rejected}`, ...last.map(({ at, text }) => `${at - now} ms: ${text}`)].join('\n')
  }
}

/** Returns the ages of the tokens that the API has rejected last, and the time that they had to live, s. */
function lastRejected({ requests }: ResourceServer): string {
  const ages = requests
    .filter(({ status }) => status === 401)
    .slice(-4)
    .map(({ authorization = '', at }) => {
      const { iat, exp } = claimsOf(authorization)
      return { ago: (Date.now() - at) / 1000, age: at / 1000 - iat!, left: exp! - at / 1000 }
    })
  return JSON.stringify(ages)
}
