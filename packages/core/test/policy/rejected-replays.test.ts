import { beforeEach, describe, expect, it } from 'vitest'
import { createRejectedReplays, type RejectedReplays } from '../../src/policy/rejected-replays.ts'
import { createFakeClock, type FakeClock } from '../fake-clock.ts'

let clock: FakeClock
let refused: RejectedReplays
beforeEach(() => {
  clock = createFakeClock()
  refused = createRejectedReplays(clock, { min: 1000, max: 5000 })
})

async function restOf(generation: number): Promise<number> {
  let ms = 0
  for (; refused.forbid(generation); ms += 500) await clock.advance(500)
  return ms
}

describe('createRejectedReplays', () => {
  it('forbids nothing at first', () => {
    expect([0, 1, 2].filter((generation) => refused.forbid(generation))).toEqual([])
  })

  it('forbids a refused generation for the shortest rest, then allows it again', async () => {
    refused.note(2)
    expect(await restOf(2)).toBe(1000)
  })

  it('forbids the very first generation as well', () => {
    refused.note(1)
    expect(refused.forbid(1)).toBe(true)
  })

  it('forbids no other generation', () => {
    refused.note(2)
    expect([refused.forbid(1), refused.forbid(3)]).toEqual([false, false])
  })

  it('rests twice as long for each new token that is refused, up to the longest', async () => {
    const rests: number[] = []
    for (let generation = 2; generation < 7; generation++) {
      refused.note(generation)
      rests.push(await restOf(generation))
    }
    expect(rests).toEqual([1000, 2000, 4000, 5000, 5000])
  })

  it('counts many refusals of one generation once', async () => {
    for (let i = 0; i < 20; i++) refused.note(2)
    expect(await restOf(2)).toBe(1000)
  })

  it('does not rest longer for refusals of one generation that trickle in', async () => {
    refused.note(2)
    await clock.advance(900)
    refused.note(2)
    await clock.advance(100)
    expect(refused.forbid(2)).toBe(false)
  })

  it('begins anew after a token that was accepted', async () => {
    refused.note(2)
    refused.note(3)
    refused.note(5)
    expect(await restOf(5)).toBe(1000)
  })

  it('takes no notice of a straggler with an older token', async () => {
    refused.note(5)
    refused.note(2)
    expect(refused.forbid(2)).toBe(false)
    expect(await restOf(5)).toBe(1000)
  })

  it('does not mind the wall clock', () => {
    refused.note(2)
    clock.jump(-86_400_000)
    expect(refused.forbid(2)).toBe(true)
    clock.jump(2 * 86_400_000)
    expect(refused.forbid(2)).toBe(true)
  })

  it('survives a thousand refusals in a row', async () => {
    for (let generation = 1; generation < 1200; generation++) refused.note(generation)
    expect(await restOf(1199)).toBe(5000)
  })
})
