import { beforeEach, describe, expect, it } from 'vitest'
import { forbidsRefresh, noRejectedReplays, noteRejectedReplay } from '../../src/policy/rejected-replays.ts'
import { createFakeClock, type FakeClock } from '../fake-clock.ts'

let clock: FakeClock
let noted = noRejectedReplays
beforeEach(() => {
  clock = createFakeClock()
  noted = noRejectedReplays
})

function note(generation: number): void {
  noted = noteRejectedReplay(noted, generation, clock.monotonic(), { min: 1000, max: 5000 })
}

function forbids(generation: number): boolean {
  return forbidsRefresh(noted, generation, clock.monotonic())
}

/** How long no refresh follows a rejection of the generation, ms. */
async function waitOf(generation: number): Promise<number> {
  let ms = 0
  for (; forbids(generation); ms += 500) await clock.advance(500)
  return ms
}

describe('a rejected replay', () => {
  it('forbids nothing at first', () => {
    expect([0, 1, 2].filter((generation) => forbids(generation))).toEqual([])
  })

  it('forbids a refresh of its generation for the shortest cooldown, then allows the refresh', async () => {
    note(2)
    expect(await waitOf(2)).toBe(1000)
  })

  it('forbids the very first generation as well', () => {
    note(1)
    expect(forbids(1)).toBe(true)
  })

  it('forbids no other generation', () => {
    note(2)
    expect([forbids(1), forbids(3)]).toEqual([false, false])
  })

  it('forbids twice as long for each new token that is rejected, up to the longest cooldown', async () => {
    const waits: number[] = []
    for (let generation = 2; generation < 7; generation++) {
      note(generation)
      waits.push(await waitOf(generation))
    }
    expect(waits).toEqual([1000, 2000, 4000, 5000, 5000])
  })

  it('counts many rejections of one generation once', async () => {
    for (let i = 0; i < 20; i++) note(2)
    expect(await waitOf(2)).toBe(1000)
  })

  it('does not forbid longer for rejections of one generation that trickle in', async () => {
    note(2)
    await clock.advance(900)
    note(2)
    await clock.advance(100)
    expect(forbids(2)).toBe(false)
  })

  it('begins anew after a token that was accepted', async () => {
    note(2)
    note(3)
    note(5)
    expect(await waitOf(5)).toBe(1000)
  })

  it('takes no notice of a straggler with an older token', async () => {
    note(5)
    note(2)
    expect(forbids(2)).toBe(false)
    expect(await waitOf(5)).toBe(1000)
  })

  it('does not mind the wall clock', () => {
    note(2)
    clock.jump(-86_400_000)
    expect(forbids(2)).toBe(true)
    clock.jump(2 * 86_400_000)
    expect(forbids(2)).toBe(true)
  })

  it('survives a thousand refusals in a row', async () => {
    for (let generation = 1; generation < 1200; generation++) note(generation)
    expect(await waitOf(1199)).toBe(5000)
  })
})
