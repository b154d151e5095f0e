import { describe, expect, it } from 'vitest'
import { directionOfSkew, type MishapKind, planRun } from '../plan.ts'

const all: readonly MishapKind[] = ['kill', 'pause', 'restart', 'cut']
const options = { processes: 8, lifetimes: 10, seed: 1, mishaps: all }

describe('the plan of a run', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planRun(options)).toEqual(planRun(options))
    expect(planRun(options)).not.toEqual(planRun({ ...options, seed: 2 }))
  })

  it('kills a process in every other lifetime, in turn at random and on the wire of either session', () => {
    const kills = planRun({ ...options, lifetimes: 100 }).filter(({ kind }) => kind === 'kill')
    expect(kills.map(({ at }) => Math.floor(at))).toEqual(Array.from({ length: 50 }, (_, index) => 2 * index))
    const wires = kills.map((kill) => kill.kind === 'kill' && kill.onTheWire)
    expect(wires.slice(0, 4)).toEqual([undefined, 'refreshes', undefined, 'obtains'])
  })

  it('has every other kind of mishap within ten lifetimes, and none in the last', () => {
    const plan = planRun(options)
    expect(new Set(plan.map(({ kind }) => kind))).toEqual(new Set(all))
    expect(Math.max(...plan.map(({ at }) => at))).toBeLessThan(9)
    const pauses = plan.flatMap((mishap) => (mishap.kind === 'pause' ? [mishap.onTheWire] : []))
    expect(new Set(pauses)).toEqual(new Set(['obtains', 'refreshes']))
  })

  it('cuts all processes off, or every other process', () => {
    const cuts = planRun({ ...options, lifetimes: 200 }).flatMap((mishap) => (mishap.kind === 'cut' ? [mishap.places.length] : []))
    expect(new Set(cuts)).toEqual(new Set([4, 8]))
  })

  it('has only mishaps that are asked for', () => {
    expect(planRun({ ...options, mishaps: [] })).toEqual([])
    expect(new Set(planRun({ ...options, mishaps: ['kill', 'flush'] }).map(({ kind }) => kind))).toEqual(new Set(['kill', 'flush']))
  })

  it('sets clocks of neighbours differently', () => {
    expect(new Set([0, 1, 2].map((place) => directionOfSkew(place, 0, 1)))).toEqual(new Set([-1, 0, 1]))
  })
})
