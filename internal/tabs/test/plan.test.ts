import { describe, expect, it } from 'vitest'
import { actionsOf } from '../actions-of.ts'
import { planRun, tabActions } from '../plan.ts'

const options = { tabs: 5, lifetimes: 5, seed: 1, actions: tabActions }

describe('the plan of a run', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planRun(options)).toEqual(planRun(options))
    expect(planRun(options)).not.toEqual(planRun({ ...options, seed: 2 }))
  })

  it('has all that can happen to a tab within five lifetimes, at random moments and on the wire', () => {
    const steps = planRun({ ...options, lifetimes: 6 }).filter((step) => 'onTheWire' in step)
    expect(new Set(steps.map(({ kind }) => kind))).toEqual(new Set(tabActions))
    const wires = steps.filter(({ onTheWire }) => onTheWire !== undefined)
    expect(wires.map(({ kind }) => kind)).toEqual([...tabActions])
    expect(new Set(wires.map(({ onTheWire }) => onTheWire))).toEqual(new Set(['obtains', 'refreshes']))
  })

  it('has logouts and other users in both sessions', () => {
    const steps = planRun({ ...options, lifetimes: 20 }).flatMap((step) => ('session' in step ? [`${step.kind} ${step.session}`] : []))
    expect(new Set(steps)).toEqual(new Set(['log-out obtains', 'log-out refreshes', 'switch-user obtains', 'switch-user refreshes']))
  })

  it('has more steps with more tabs, and none in the last lifetime', () => {
    const steps = planRun({ ...options, tabs: 10, lifetimes: 20 })
    expect(steps.length).toBeGreaterThan(19 * 5)
    expect(Math.max(...steps.map(({ at }) => at))).toBeLessThan(19)
    expect(Math.max(...steps.map(({ place }) => place))).toBeLessThan(10)
  })

  it('has only what the driver can do', () => {
    const { possible, missing } = actionsOf({ limits: { freeze: 'no protocol', crash: 'no command' } })
    expect(missing).toEqual(['crash: no command', 'freeze: no protocol'])
    const kinds = planRun({ ...options, actions: possible }).flatMap((step) => ('onTheWire' in step ? [step.kind] : []))
    expect(new Set(kinds)).toEqual(new Set(['close', 'reload', 'leave']))
  })
})
