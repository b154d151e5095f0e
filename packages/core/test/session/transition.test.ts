import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { Cooldown } from '../../src/policy/cooldown.ts'
import { type ActiveToken, createActiveToken } from '../../src/session/active-token.ts'
import type { SessionEvent } from '../../src/session/session-event.ts'
import { createSessionIdentity } from '../../src/session/session-identity.ts'
import { initialState, isRefreshable, type Refresh, remainingCooldown, type SessionState } from '../../src/session/state.ts'
import { transition } from '../../src/session/transition.ts'
import { stored } from '../stored.ts'

const identities = [1, 2, 3].map((number) => createSessionIdentity(number))
const [identity, next] = identities as [(typeof identities)[0], (typeof identities)[0]]
const policy = { header: 'Authorization', scheme: 'Bearer', refreshAt: 0.8, expiryMargin: 10_000 }
const refresh = { waiters: 0 } as Refresh
const failure = { class: 'transient', grant: 'refresh', cause: new Error('down') } as const
const cooldown = (failures: number): Cooldown => ({ failures, duration: 1_000, until: 1_000, retryAt: 1_000, failure })

function tokenOf(generation: number): ActiveToken {
  return createActiveToken(stored(generation), { wall: 0, monotonic: 0 }, 0, identity, policy)
}

const received = (generation: number): SessionEvent => ({ kind: 'token-received', token: tokenOf(generation), refresh: undefined })
const ended = (reason: 'cleared' | 'no-grant' | 'replaced', isLast: boolean): SessionEvent => ({
  kind: 'session-ended',
  reason,
  cause: undefined,
  next,
  isLast,
})

/** The state after events, all in one moment. */
function after(...events: readonly SessionEvent[]): SessionState {
  return events.reduce((state, event) => transition(state, event, 0), initialState(identity, 0))
}

describe('a new token', () => {
  it('clears rejection, cooldown and session end', () => {
    const state = after(
      received(1),
      { kind: 'token-rejected' },
      { kind: 'refresh-failed', cooldown: cooldown(1) },
      { kind: 'source-closed', failure, retryAt: 5 },
      { kind: 'sign-in-missing', reason: 'not-signed-in', cause: undefined },
      received(2),
    )
    expect(state).toMatchObject({
      token: { kind: 'active', isRejected: false, isAccepted: false, isUsed: false },
      endpoint: { kind: 'idle' },
      end: { kind: 'open' },
      source: { kind: 'open' },
    })
  })

  it('names the session, and never gives it another name', () => {
    const other: SessionEvent = {
      kind: 'token-received',
      token: createActiveToken(stored(2, { session: 'other' }), { wall: 0, monotonic: 0 }, 0, identity, policy),
      refresh: undefined,
    }
    expect(after(received(1), other).session).toMatchObject({ kind: 'named', id: 'own-0' })
  })

  it('counts as expired in a row only if a refresh brought it', () => {
    const late: SessionEvent = { kind: 'token-received', token: tokenOf(1), refresh: { reason: 'expired', isExpired: true } }
    expect(after(late, late).past.expiredInARow).toBe(2)
    expect(after(late, received(2)).past.expiredInARow).toBe(1)
  })
})

describe('a refresh', () => {
  it('keeps the cooldown before it, so that the next failure makes a longer one', () => {
    const failed: SessionEvent = { kind: 'refresh-failed', cooldown: cooldown(3) }
    const state = after(failed, { kind: 'refresh-started', refresh })
    expect(state.endpoint).toMatchObject({ kind: 'refreshing', lastCooldown: { failures: 3 } })
    expect(transition(state, { kind: 'refresh-ended' }, 0).endpoint).toMatchObject({ kind: 'cooling-down', cooldown: { failures: 3 } })
    expect(transition(state, ended('cleared', false), 0).endpoint).toMatchObject({ kind: 'cooling-down', cooldown: { failures: 3 } })
  })

  it('gives a rejected token back at its end', () => {
    const state = after(received(1), { kind: 'token-rejected' }, { kind: 'refresh-started', refresh }, { kind: 'refresh-ended' })
    expect(state.token).toMatchObject({ isRejected: false })
  })

  it('may not start before the end of the cooldown', () => {
    const state = after({ kind: 'refresh-failed', cooldown: cooldown(1) })
    expect([0, 999, 1_000].map((now) => isRefreshable(state, now))).toEqual([false, false, true])
    expect(remainingCooldown(state, 400)).toBe(600)
  })
})

describe('the end of a session', () => {
  it('leaves no token, and remembers the last one', () => {
    const state = after(received(4), ended('no-grant', true))
    expect(state).toMatchObject({
      session: { kind: 'unnamed', identity: next },
      token: { kind: 'none' },
      end: { kind: 'ended', reason: 'no-grant' },
      past: { lastSession: 'own-0', lastGeneration: 4, ended: { session: 'own-0', reason: 'no-grant', token: { generation: 4 } } },
    })
  })

  it('is no news if there was no way to a token before', () => {
    const state = after(received(1), ended('cleared', true), ended('no-grant', true))
    expect(state.past.ended).toMatchObject({ session: 'own-0', reason: 'cleared' })
  })

  it('leaves a way to a token if the source can obtain', () => {
    expect(after(received(1), ended('cleared', false)).end).toEqual({ kind: 'open' })
  })
})

test('a logout of another process counts once, and only during a refresh', () => {
  const logout: SessionEvent = { kind: 'logout-learned', generation: 5 }
  expect(after(logout).past).toMatchObject({ lastLogout: 5, lastGeneration: 5, logoutsMeanwhile: 0 })
  expect(after({ kind: 'refresh-started', refresh }, logout, logout).past.logoutsMeanwhile).toBe(1)
})

test('what is found out about another access token changes nothing', () => {
  const state = after(received(1))
  expect(transition(state, { kind: 'record-changed', stored: stored(2) }, 0)).toBe(state)
  const changed = transition(state, { kind: 'record-changed', stored: stored(1, { refreshToken: 'newer' }) }, 0)
  expect(changed.token.kind === 'active' && changed.token.token.record.toStored().refreshToken).toBe('newer')
})

const anyEvent: fc.Arbitrary<SessionEvent> = fc.oneof(
  ...(['token-used', 'token-accepted', 'token-rejected', 'timer-rang', 'budget-spent', 'refresh-ended', 'session-found'] as const).map(
    (kind) => fc.constant({ kind }),
  ),
  fc.nat(9).map(received),
  fc.nat(9).map((generation): SessionEvent => ({ kind: 'token-restored', token: tokenOf(generation) })),
  fc.nat(9).map((generation): SessionEvent => ({ kind: 'generation-used', generation })),
  fc.nat(9).map((generation): SessionEvent => ({ kind: 'logout-learned', generation })),
  fc.nat(9).map((generation): SessionEvent => ({ kind: 'record-changed', stored: stored(generation) })),
  fc.constant<SessionEvent>({ kind: 'refresh-started', refresh }),
  fc.integer({ min: 1, max: 5 }).map((failures): SessionEvent => ({ kind: 'refresh-failed', cooldown: cooldown(failures) })),
  fc.constantFrom(ended('cleared', false), ended('cleared', true), ended('no-grant', true), ended('replaced', false)),
)

test('whatever happens: a token has a named session, generations and counts never fall, and no state is changed in place', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 30 }), (events) => {
      let state = initialState(identity, 0)
      for (const event of events) {
        const before = structuredClone({ ...state.past, ended: undefined, lastReplacement: undefined })
        const old = state
        state = transition(state, event, 0)
        expect(state.token.kind === 'none' || state.session.kind === 'named').toBe(true)
        expect(state.past.lastGeneration).toBeGreaterThanOrEqual(before.lastGeneration)
        expect(state.past.lastLogout).toBeGreaterThanOrEqual(before.lastLogout)
        expect(state.past.refreshesBegun).toBeGreaterThanOrEqual(before.refreshesBegun)
        expect({ ...old.past, ended: undefined, lastReplacement: undefined }).toEqual(before)
      }
    }),
  )
})
