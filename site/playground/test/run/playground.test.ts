import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createPlayground, type Playground } from '../../run/playground.ts'
import type { SecondTab } from '../../run/second-tab.ts'
import type { View } from '../../run/view.ts'
import { defaultSetup } from '../../setup/setup.ts'
import { formatScript } from '../../setup/script.ts'
import { loadSides } from '../../sides/load-side.ts'
import { type NodeServer, startNodeServer } from './node-server.ts'

const setup = { ...defaultSetup, client: 'fetch', rival: 'wrapper', latency: 20 } as const

let server: NodeServer
let playground: Playground
let views: View[]
let tab: string[]
beforeEach(async () => {
  server = await startNodeServer()
  views = []
  tab = []
  let runs = 0
  const secondTab: SecondTab = {
    open: async (session) => void tab.push(`open ${session}`),
    signOut: async () => void tab.push('sign out'),
    close: () => void tab.push('close'),
  }
  playground = createPlayground({
    server: server.url,
    load: loadSides,
    secondTab,
    nameRun: () => `run-${++runs}`,
    now: Date.now,
    pause,
    spread: 50,
    onChange: () => void views.push(playground.view()!),
  })
})
afterEach(async () => {
  playground.close()
  await server[Symbol.asyncDispose]()
})

it('shows nothing before the first reset, and does nothing', async () => {
  expect(playground.view()).toBeUndefined()
  await playground.act({ kind: 'send', count: 1 })
  await playground.play([{ at: 0, act: { kind: 'revoke' } }])
  expect(views).toEqual([])
})

it('is busy from an act until its requests have ended', async () => {
  await playground.reset(setup)
  expect(views.at(-1)).toMatchObject({ isBusy: false, user: 'A', isDown: false, script: [] })
  await playground.act({ kind: 'send', count: 3 })
  expect(views.some(({ isBusy }) => isBusy)).toBe(true)
  expect(views.at(-1)).toMatchObject({ isBusy: false, sides: { ours: { counters: { ok: 3 }, totals: { accepted: 3 } } } })
})

it('records what the visitor does, and marks it on both time lines', async () => {
  await playground.reset(setup)
  await playground.act({ kind: 'send', count: 2 })
  await playground.act({ kind: 'down' })
  await playground.act({ kind: 'up' })
  const { script, sides } = playground.view()!
  expect(formatScript(script)).toMatch(/^0s2\.\d+d\.\d+u$/)
  for (const { timeLine } of Object.values(sides)) {
    expect(timeLine.marks.map(({ label }) => label)).toEqual(['2 requests', 'token endpoint down', 'token endpoint up'])
  }
})

it('shows both time lines on one axis, with one end', async () => {
  await playground.reset(setup)
  await playground.act({ kind: 'send', count: 3 })
  const { ours, rival } = playground.view()!.sides
  expect(ours.timeLine.now).toBe(rival.timeLine.now)
  expect(ours.timeLine.beside).toMatchObject([{ lanes: rival.timeLine.lanes }])
  expect(rival.timeLine.beside).toMatchObject([{ lanes: ours.timeLine.lanes }])
})

it('logs out in the second tab, which is opened before the script begins', async () => {
  await playground.reset(setup)
  await playground.play([{ at: 0, act: { kind: 'sign-out' } }])
  expect(tab).toEqual(['open playground-run-1', 'open playground-run-1', 'sign out'])
  expect(playground.view()).toMatchObject({ user: undefined })
})

it('signs a user in after a logout', async () => {
  await playground.reset(setup)
  await playground.act({ kind: 'sign-out' })
  await playground.act({ kind: 'switch-user' })
  await playground.act({ kind: 'send', count: 2 })
  expect(playground.view()).toMatchObject({ user: 'A', sides: { rival: { counters: { ok: 2 } } } })
})

it('changes the lifetime of the next tokens while it runs', async () => {
  await playground.reset(setup)
  await playground.set({ lifetime: 100 })
  await playground.act({ kind: 'revoke' })
  await playground.act({ kind: 'send', count: 1 })
  const { from, goodUntil } = playground.view()!.sides.ours.timeLine.tokens.at(-1)!
  expect(goodUntil! - from).toBeGreaterThan(90_000)
})

it('begins anew with a reset: what was under way before is shown no more', async () => {
  await playground.reset(setup)
  const before = playground.play([{ at: 0, act: { kind: 'send', count: 10 } }])
  await playground.reset({ ...setup, client: 'ky', rival: 'recipe' })
  await before
  const { sides, isBusy, script } = playground.view()!
  expect(sides.ours.counters.sent + sides.rival.counters.sent).toBe(0)
  expect({ isBusy, script }).toEqual({ isBusy: false, script: [] })
})

it('lets the last of several resets win', async () => {
  await Promise.all([playground.reset({ ...setup, client: 'axios', rival: 'nothing' }), playground.reset(setup)])
  await playground.act({ kind: 'revoke' })
  await playground.act({ kind: 'send', count: 2 })
  // `nothing` would have lost both.
  expect(playground.view()!.sides.rival.counters).toMatchObject({ ok: 2 })
})
