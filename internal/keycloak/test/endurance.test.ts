import type { TokenSource } from '@everbearer/core'
import { clientCredentials, password } from '@everbearer/oauth2'
import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, expect, it } from 'vitest'
import { plainUser } from '../realms/oli.ts'
import { clientSecret, shortLife } from '../realms/realm-builders.ts'
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
    const end = Date.now() + lifetimes * lifetime
    await atOnce(callers, async () => {
      // Ends at the first failure: a loop of failures that come at once would let nothing else run.
      for (let outcome: unknown = 200; outcome === 200 && Date.now() < end; seen.add(outcome)) {
        outcome = await outcomeOf(context.send(context.api.origin).then(({ status }) => status))
      }
    })
    expect([...seen], `${name}; ${whyRejected(context)}`).toEqual([200])
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

/** Why a 401 was left to its caller, for the message of a failed test. */
function whyRejected(context: TestContext): string {
  const ignored = JSON.stringify(context.events('ignored').map(({ rule, error }) => [rule, error]))
  const slowest = Math.max(...context.events('refresh').map(({ duration }) => duration))
  return `ignored: ${ignored}; last rejected: ${lastRejected(context)}; slowest refresh: ${Math.round(slowest)} ms`
}

/** How old the tokens were that the API has rejected last, and how long they had to live, s. */
function lastRejected({ api }: TestContext): string {
  const ages = api.requests
    .filter(({ status }) => status === 401)
    .slice(-4)
    .map(({ authorization = '', at }) => {
      const { iat, exp } = claimsOf(authorization)
      return { age: at / 1000 - iat!, left: exp! - at / 1000 }
    })
  return JSON.stringify(ages)
}
