import { describe, expect, it } from 'vitest'
import { createRandom, shuffle } from './random.ts'
import { quantile, ratioOf, spreadOf } from './statistics.ts'

describe('the spread of numbers', () => {
  it('is told by their middle and quartiles, whatever their order', () => {
    expect(spreadOf([5, 1, 4, 2, 3])).toEqual({ least: 1, lower: 2, median: 3, upper: 4 })
  })

  it('lies between two numbers where none is in the middle', () => {
    expect(quantile([1, 2], 0.5)).toBe(1.5)
  })

  it('is refused where there are none', () => {
    expect(() => spreadOf([])).toThrow(RangeError)
  })
})

describe('a ratio', () => {
  it('is that of the medians, so that one disturbed round does not count', () => {
    expect(ratioOf([2, 2, 200], [1, 1, 1]).ratio).toBe(2)
    expect(ratioOf([2, 2, 2], [1, 1, 100]).ratio).toBe(2)
  })

  it('has the quartiles of rounds side by side', () => {
    expect(ratioOf([2, 4, 6], [1, 2, 3])).toEqual({ ratio: 2, lower: 2, upper: 2 })
  })
})

describe('the order of contenders', () => {
  it('is the same for the same seed, and loses nobody', () => {
    const order = (seed: number): number[] => shuffle([1, 2, 3, 4, 5], createRandom(seed))
    expect(order(7)).toEqual(order(7))
    expect(order(7).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5])
    expect(order(7)).not.toEqual(order(8))
  })
})
