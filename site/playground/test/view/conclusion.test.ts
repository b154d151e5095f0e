import { describe, expect, it } from 'vitest'
import type { Counters } from '../../run/counters.ts'
import { emptyView, type SideView, type View } from '../../run/view.ts'
import type { Totals } from '../../server/books.ts'
import { conclusionOf } from '../../view/conclusion.ts'

function side(counters: Partial<Counters>, totals: Partial<Totals> = {}): SideView {
  const empty = emptyView.sides.ours
  return { ...empty, counters: { ...empty.counters, ...counters }, totals: { ...empty.totals, ...totals } }
}

const judge = (ours: SideView, rival: SideView): readonly string[] => {
  const { meaning, counts } = conclusionOf({ isBusy: false, sides: { ours, rival } }, 'the hand-written interceptor')!
  return [meaning, counts]
}

const good = (sent: number): Partial<Counters> => ({ sent, ok: sent })

describe('the conclusion', () => {
  it('says on which side requests failed', () => {
    expect(judge(side(good(70), { tokenCalls: 1 }), side({ sent: 70, ok: 58, failed: 12 }, { tokenCalls: 37 }))).toEqual([
      'With Everbearer, every request succeeded; with the hand-written interceptor, 12 of 70 failed.',
      'Everbearer: 1 token call, 0 failed; hand-written interceptor: 37 token calls, 12 failed.',
    ])
  })

  it('is as fair if ours is worse', () => {
    const [meaning] = judge(side({ sent: 70, ok: 10, failed: 60 }), side({ sent: 70, ok: 40, failed: 30 }))
    expect(meaning).toBe('With the hand-written interceptor, 30 of 70 requests failed; with Everbearer, 60 of 70 failed.')
  })

  it('compares the costs if no request failed', () => {
    const [meaning] = judge(side(good(100), { tokenCalls: 1, rejected: 20 }), side(good(100), { tokenCalls: 3, rejected: 44 }))
    expect(meaning).toBe(
      'Every request succeeded on both sides. Everbearer cost the server 1 token call and 20 rejected requests, the hand-written interceptor 3 and 44.',
    )
    expect(judge(side(good(5)), side(good(5)))[0]).toBe('Every request succeeded on both sides. Both cost the server the same.')
  })

  it('puts the data of another user before all else', () => {
    const [meaning, counts] = judge(side({ sent: 9, ok: 4, failed: 5 }), side({ sent: 9, ok: 8, otherUser: 1 }))
    expect(meaning).toBe('With the hand-written interceptor, 1 request got another user’s data; with Everbearer, none.')
    expect(counts).toContain('1 got another user’s data')
  })

  it('counts requests that ended with their session as no success', () => {
    const [meaning, counts] = judge(side({ sent: 8, ok: 5, ended: 3 }), side({ sent: 8, ok: 6, ended: 2 }, { rejected: 2 }))
    expect(meaning).toBe(
      'No request failed on either side. Everbearer cost the server 0 token calls and 0 rejected requests, the hand-written interceptor 0 and 2. ' +
        '3 requests of Everbearer and 2 of the hand-written interceptor ended with their session and got no data.',
    )
    expect(counts).toContain('0 failed, 3 ended with their session;')
    const [both] = judge(side({ sent: 8, ended: 8 }), side({ sent: 8, ended: 8 }))
    expect(both).toContain('On both sides, 8 requests ended with their session and got no data.')
    expect(judge(side({ sent: 8, ok: 7, ended: 1 }), side({ sent: 8, ok: 6, failed: 2 }))[0]).toMatch(
      /^With Everbearer, no request failed;/,
    )
  })

  it('says whose session the server ended', () => {
    const lost = side({ sent: 50, failed: 50 }, { tokenCalls: 2, reuses: 1 })
    expect(judge(lost, lost)[0]).toBe(
      'Every request failed on both sides. Both cost the server the same. A refresh token came twice, so the server ended both sessions: users have to log in again.',
    )
    expect(judge(side(good(50)), lost)[0]).toContain('ended the session of the hand-written interceptor')
    expect(judge(side({ sent: 9, ok: 7, failed: 2 }), side({ sent: 9, ok: 7, failed: 2 }))[0]).toMatch(
      /^On both sides, 2 requests failed\./,
    )
  })

  it.each([
    ['nothing was sent', { ...emptyView }],
    ['requests are under way', { isBusy: true, sides: { ours: side(good(1)), rival: side(good(1)) } }],
  ] satisfies [string, Pick<View, 'isBusy' | 'sides'>][])('is not given while %s', (_, view) => {
    expect(conclusionOf(view, 'axios alone')).toBeUndefined()
  })
})
