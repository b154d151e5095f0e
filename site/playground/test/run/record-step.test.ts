import { expect, it } from 'vitest'
import { recordStep } from '../../run/record-step.ts'
import { type Act, formatScript, limits } from '../../setup/script.ts'

const revoke: Act = { kind: 'revoke' }

it('begins a script at 0', () => {
  expect(recordStep([], undefined, 5_000_000, revoke)).toEqual([{ at: 0, act: revoke }])
})

it('keeps the time between acts while requests are under way', () => {
  const first = recordStep([], undefined, 1000, { kind: 'send', count: 100 })!
  expect(formatScript(recordStep(first, { at: 1000, quietFrom: undefined }, 1300, revoke)!)).toBe('0s100.300r')
})

it('shortens the time in which all was quiet', () => {
  const first = recordStep([], undefined, 1000, { kind: 'send', count: 100 })!
  expect(formatScript(recordStep(first, { at: 1000, quietFrom: 3000 }, 90_000, revoke)!)).toBe('0s100.2500r')
})

it('stops at the limits of a script', () => {
  const full = Array.from({ length: limits.steps }, () => ({ at: 0, act: revoke }))
  expect(recordStep(full, { at: 0, quietFrom: undefined }, 1, revoke)).toBeUndefined()
  expect(recordStep([{ at: limits.at, act: revoke }], { at: 0, quietFrom: undefined }, 1, revoke)).toBeUndefined()
})
