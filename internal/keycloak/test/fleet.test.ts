import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Coordinator, createCoordinator, type NamedEvent, type TokenResponse, type TokenSource } from '@everbearer/core'
import { systemClock } from '@everbearer/core/adapter'
import { fileStore } from '@everbearer/file'
import { clientCredentials } from '@everbearer/oauth2'
import { expect, it } from 'vitest'
import { clientSecret } from '../realms/realm-builders.ts'
import { startRecorder, type Recorder } from '../wire/recorder.ts'
import { keycloak, onKeycloak } from './on-keycloak.ts'

/** Its clients rotate refresh tokens: a second use ends the session. */
const realm = '/realms/tru-staff-rotating'
/** Keycloak tells uses of a refresh token apart by the second. */
const longerThanASecond = 2_000
const size = 8
const rounds = 5

interface Fleet extends AsyncDisposable {
  readonly wire: Recorder
  readonly members: readonly Coordinator[]
  readonly events: readonly NamedEvent[]
  /** Every member needs another token at the same time. Returns the tokens that the members then have. */
  refreshAll(): Promise<Set<string>>
}

/** Coordinators with stores of their own on one file. The clocks of the members are 90 s slow, right, or 90 s fast. */
async function createFleet(sourceFor: (tokenEndpoint: string) => TokenSource): Promise<Fleet> {
  const folder = await mkdtemp(join(tmpdir(), 'everbearer-keycloak-fleet-'))
  const wire = await startRecorder(keycloak.auth)
  const events: NamedEvent[] = []
  const members = Array.from({ length: size }, (_, index) => {
    const skew = ((index % 3) - 1) * 90_000
    const member = createCoordinator({
      source: sourceFor(`${wire.origin}${realm}/protocol/openid-connect/token`),
      origins: [wire.origin],
      store: fileStore({ path: join(folder, 'token.json'), timeout: 20_000, leaseWait: 60_000 }),
      clock: { ...systemClock, wall: () => Date.now() + skew },
      refreshTimeout: 45_000,
      maxRetryTime: 90_000,
    })
    member.on('*', (event) => void events.push(event))
    return member
  })
  return {
    wire,
    members,
    events,
    async refreshAll() {
      await sleep(longerThanASecond)
      for (const member of members) member.invalidate()
      return tokensOf(members)
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(members.map((member) => member[Symbol.asyncDispose]()))
      await wire[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function tokensOf(members: readonly Coordinator[]): Promise<Set<string>> {
  const records = await Promise.all(members.map((member) => member.getToken()))
  return new Set(records.map(({ accessToken }) => accessToken))
}

const credentials = (tokenEndpoint: string): TokenSource => clientCredentials({ tokenEndpoint, clientId: 'truphone', clientSecret })

/** The refresh tokens that Keycloak was given, in order. */
function presented({ wire }: Fleet): string[] {
  return wire.requests.flatMap(({ form }) => form['refresh_token'] ?? [])
}

onKeycloak('A fleet behind a realm that revokes used refresh tokens', () => {
  it('has one token, and presents each refresh token once, where its source can obtain', async () => {
    await using fleet = await createFleet(credentials)
    expect((await tokensOf(fleet.members)).size).toBe(1)
    for (let round = 0; round < rounds; round++) expect((await fleet.refreshAll()).size).toBe(1)
    expect(fleet.wire.grants()).toEqual(['client_credentials', ...Array.from({ length: rounds }, () => 'refresh_token')])
    expect(fleet.wire.requests.map(({ status }) => status)).toEqual(fleet.wire.requests.map(() => 200))
    expect(new Set(presented(fleet)).size).toBe(rounds)
    expect(fleet.events.filter(({ name }) => name === 'refresh-rejected' || name === 'refresh-failed')).toEqual([])
  })

  it('announces each further hand-over of a refresh token whose outcome is unknown, where its source can only refresh', async () => {
    await using fleet = await createFleet((tokenEndpoint) => {
      const { refresh } = credentials(tokenEndpoint)
      return { refresh: refresh! }
    })
    const [first] = fleet.members
    await first!.setTokens(
      (await credentials(`${fleet.wire.origin}${realm}/protocol/openid-connect/token`).obtain!({
        signal: AbortSignal.timeout(60_000),
      })) as TokenResponse,
    )
    for (let round = 0; round < rounds; round++) {
      // In one round, the connection breaks under the first request.
      let cuts = round === 2 ? 1 : 0
      fleet.wire.interfere = () => (cuts-- > 0 ? 'cut' : undefined)
      expect((await fleet.refreshAll()).size).toBe(1)
    }
    const tokens = presented(fleet)
    expect(tokens).toHaveLength(rounds + 1)
    expect(new Set(tokens).size).toBe(rounds)
    expect(tokens[2]).toBe(tokens[3])
    const told = fleet.events.filter(({ name }) => name === 'refresh-outcome-unknown')
    expect(told).toHaveLength(1)
    expect(fleet.events.filter(({ name }) => name === 'session-ended')).toEqual([])
  })
})
