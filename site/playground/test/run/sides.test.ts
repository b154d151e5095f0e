import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clients, rivalsOf } from '../../setup/catalogue.ts'
import { defaultSetup, type Setup } from '../../setup/setup.ts'
import type { Script } from '../../setup/script.ts'
import type { Playground } from '../../run/playground.ts'
import type { View } from '../../run/view.ts'
import { type NodeServer, startNodeServer } from './node-server.ts'
import { createStage } from './stage.ts'

let server: NodeServer
let playground: Playground
beforeEach(async () => {
  server = await startNodeServer()
  playground = createStage(server.url)
})
afterEach(async () => {
  playground.close()
  await server[Symbol.asyncDispose]()
})

const pairs = clients.flatMap((client) => rivalsOf(client).map((rival) => ({ client, rival })))
const setup: Setup = { ...defaultSetup, latency: 40 }

async function play(choice: Partial<Setup>, script: Script): Promise<View> {
  await playground.reset({ ...setup, ...choice })
  await playground.play(script)
  return playground.view()!
}

/** Sends 20 requests after the token has been revoked. */
const afterRevocation: Script = [
  { at: 0, act: { kind: 'revoke' } },
  { at: 0, act: { kind: 'send', count: 20 } },
]

describe.each(pairs)('$client beside $rival', (pair) => {
  it('runs the real libraries: ours loses no request and makes one token call; each side agrees with its books', async () => {
    const { sides, isBusy } = await play(pair, afterRevocation)
    expect(isBusy).toBe(false)
    expect(sides.ours.counters).toMatchObject({ sent: 20, ok: 20, failed: 0, pending: 0 })
    expect(sides.ours.totals).toMatchObject({ accepted: 20, tokenCalls: 1, tokenCallsFailed: 0, reuses: 0 })
    for (const { counters, totals, timeLine } of Object.values(sides)) {
      expect(counters.ok).toBe(totals.accepted)
      expect(counters.sent).toBe(counters.ok + counters.failed)
      expect(timeLine.refreshes).toHaveLength(totals.tokenCalls)
      const attempts = timeLine.lanes.flatMap(({ segments }) => segments.filter(({ kind }) => kind === 'attempt'))
      expect(attempts).toHaveLength(totals.requests)
    }
    expect(sides.rival.counters.ok > 0).toBe(pair.rival !== 'nothing')
  })
})

describe('ours', () => {
  it('never gives one user the data of another', async () => {
    // The latency is long, so that requests of user A are under way when user B signs in.
    const script: Script = [
      { at: 0, act: { kind: 'send', count: 20 } },
      { at: 60, act: { kind: 'switch-user' } },
      { at: 60, act: { kind: 'send', count: 10 } },
    ]
    const { sides, user } = await play({ client: 'fetch', rival: 'wrapper', latency: 600 }, script)
    expect(user).toBe('B')
    expect(sides.ours.counters).toMatchObject({ sent: 30, otherUser: 0, failed: 0 })
    expect(sides.ours.counters.ended).toBeGreaterThan(0)
    expect(sides.ours.counters.ok).toBeGreaterThan(0)
    expect(sides.rival.counters.otherUser).toBeGreaterThan(0)
  })

  it('loses no request while the token endpoint is down', async () => {
    const { sides, isDown } = await play({}, [{ at: 0, act: { kind: 'down' } }, ...afterRevocation, { at: 300, act: { kind: 'up' } }])
    expect(isDown).toBe(false)
    expect(sides.ours.counters).toMatchObject({ ok: 20, failed: 0 })
    expect(sides.ours.totals.reuses).toBe(0)
  })

  const crash: Script = [
    { at: 0, act: { kind: 'crash' } },
    { at: 0, act: { kind: 'send', count: 5 } },
  ]

  it('says that the outcome is unknown when a response is lost, and loses the session without a grace period', async () => {
    const { sides } = await play({}, crash)
    expect(sides.ours.messages).toEqual([
      'outcome unknown: the refresh token is presented again',
      'refresh failed (invalid-grant)',
      'session ended (no-grant)',
    ])
    expect(sides.ours.counters).toMatchObject({ ok: 0, failed: 5 })
    expect(sides.ours.totals).toMatchObject({ tokenCalls: 2, reuses: 1 })
    expect(sides.ours.timeLine.refreshes.map(({ outcome }) => outcome)).toEqual(['unknown', 'failed'])
  })

  it('keeps the session when the server grants a grace period', async () => {
    const { sides } = await play({ reuseGrace: 30 }, crash)
    expect(sides.ours.counters).toMatchObject({ ok: 5, failed: 0 })
    expect(sides.ours.totals).toMatchObject({ tokenCalls: 2, tokenCallsFailed: 1, reuses: 0 })
  })
})
