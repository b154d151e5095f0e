import { expect, it } from 'vitest'
import { observe } from '../src/silence.ts'

const beat = { owner: 'a', beat: 1 }

it('counts the time without a heartbeat', () => {
  const first = observe(undefined, beat, 100, 50)
  expect(first.observed).toBe(0)
  const second = observe(first, beat, 130, 50)
  expect(second.observed).toBe(30)
  expect(observe(second, beat, 150, 50).observed).toBe(50)
})

it('begins anew with each heartbeat and each owner', () => {
  const silent = observe(observe(undefined, beat, 100, 50), beat, 140, 50)
  expect(observe(silent, { ...beat, beat: 2 }, 150, 50).observed).toBe(0)
  expect(observe(silent, { ...beat, owner: 'b' }, 150, 50).observed).toBe(0)
})

it('counts one pause of this process as one gap', () => {
  const first = observe(undefined, beat, 100, 50)
  expect(observe(first, beat, 1_000_000, 50).observed).toBe(50)
})
