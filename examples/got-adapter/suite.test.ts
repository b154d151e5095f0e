import { adapterTests } from '@everbearer/testing/conformance'
import { nodePlatform } from '@everbearer/testing/node'
import { type Control, startControl } from '@everbearer/testing/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limits } from './limits.ts'
import { gotSubject } from './subject.ts'

let control: Control
beforeAll(async () => {
  control = await startControl()
})
afterAll(() => control.close())

const tests = adapterTests(gotSubject, () => control.url, { platform: nodePlatform })
const reasons = [undefined, ...Object.values(limits)]

describe.concurrent('an adapter for got', () => {
  it.for(tests.filter(({ isAlone }) => !isAlone))('$name', { timeout: 90_000 }, async ({ run }) => {
    expect(reasons).toContain(await run())
  })
})

describe('an adapter for got, with the machine to itself', () => {
  it.for(tests.filter(({ isAlone }) => isAlone))('$name', { timeout: 90_000 }, async ({ run }) => {
    expect(reasons).toContain(await run())
  })
})
