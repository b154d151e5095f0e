import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Control, startControl } from '../src/server/control.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Behaviour, behaviours, runBehaviours, type Subject } from '../src/conformance.ts'
import { needsWithoutProbe } from '../src/suite/limits.ts'
import { referenceSubject } from './reference-subject.ts'

let control: Control
beforeAll(async () => {
  control = await startControl()
})
afterAll(() => control.close())

const works: Behaviour = { name: 'works', theme: 'refresh', run: async (context) => void (await context.send('/open')) }
const throws: Behaviour = { name: 'throws', theme: 'refresh', run: () => Promise.reject(new Error('mine')) }
const hangs: Behaviour = { name: 'hangs', theme: 'refresh', run: () => new Promise(() => {}) }
const pooled: Behaviour = { ...throws, name: 'pooled', needs: ['pool'] }

function limited(limits: Subject['limits']): Subject {
  return { ...referenceSubject(), limits }
}

it('tells what passed and what failed, in their order, and gives up on what does not end', async () => {
  const told: string[] = []
  const results = await runBehaviours(limited({}), control.url, {
    behaviours: [hangs, throws, works],
    patience: 5_000,
    onResult: ({ name }) => told.push(name),
  })
  expect(results).toMatchObject([
    { name: 'hangs', status: 'failed', error: { message: 'not done after 5000 ms' } },
    { name: 'throws', status: 'failed', error: { message: 'mine' } },
    { name: 'works', status: 'passed' },
  ])
  expect(told.toSorted()).toEqual(['hangs', 'throws', 'works'])
})

it('counts a behaviour’s time from the moment that its servers are there', async () => {
  const slowStage = createServer((request, response) => {
    setTimeout(() => response.writeHead(307, { location: control.url + request.url }).end(), 200)
  })
  await new Promise<void>((resolve) => void slowStage.listen(0, '127.0.0.1', resolve))
  const { port } = slowStage.address() as AddressInfo
  const idles: Behaviour = { name: 'idles', theme: 'refresh', run: () => Promise.resolve() }
  expect(await runBehaviours(limited({}), `http://127.0.0.1:${port}`, { behaviours: [idles], patience: 50 })).toMatchObject([
    { name: 'idles', status: 'passed' },
  ])
  slowStage.close()
})

it('leaves out what a subject can not for want of a need, with the reason', async () => {
  const results = await runBehaviours(limited({ pool: 'it has no pool' }), control.url, { behaviours: [pooled] })
  expect(results).toMatchObject([{ name: 'pooled', status: 'limited', reason: 'it has no pool' }])
})

it('fails a limit by name that is there no more, or that never was', async () => {
  const first = behaviours.slice(0, 1)
  const name = String(first[0]?.name)
  expect(await runBehaviours(limited({ [name]: 'it is too hard' }), control.url, { behaviours: first })).toMatchObject([
    { status: 'failed', error: { message: expect.stringContaining('strike out the limit "it is too hard"') } },
  ])
  const broken = first.map((behaviour) => ({ ...behaviour, run: throws.run }))
  expect(await runBehaviours(limited({ [name]: 'it is too hard' }), control.url, { behaviours: broken })).toMatchObject([
    { status: 'limited' },
  ])
  expect(await runBehaviours(limited({ unheard: 'of' }), control.url, { behaviours: first })).toMatchObject([
    { status: 'failed', error: { message: 'unheard' } },
  ])
})

it('has a probe for each need, by which a limit that is gone is found', async () => {
  expect(needsWithoutProbe()).toEqual([])
  const results = await runBehaviours(limited({ retries: 'it has none' }), control.url, {
    behaviours: behaviours.filter(({ theme }) => theme === 'retries'),
  })
  expect(results.filter(({ status }) => status !== 'limited')).toMatchObject([
    { name: expect.stringContaining('a 503 to the replay'), status: 'failed' },
  ])
})

it('never throws, without servers either', async () => {
  expect(await runBehaviours(limited({}), 'http://127.0.0.1:9', { behaviours: [works] })).toMatchObject([{ status: 'failed' }])
})

it('has names that are unique, and more than ninety of them', () => {
  const names = behaviours.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(names.length).toBeGreaterThan(90)
})
