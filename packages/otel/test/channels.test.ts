import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { defineStore, type EventName, TokenRequestError } from '@everbearer/core'
import { eventNames } from '@everbearer/core/adapter'
import { expect, onTestFinished, test, vi } from 'vitest'
import { flush } from '../../core/test/fake-clock.ts'
import { createWorld, token } from '../../core/test/world.ts'
import { observe } from '../src/index.ts'
import { createObserved } from './support/observed.ts'
import { total } from './support/sdk.ts'

/** The metric that counts each event. */
const metrics: Partial<Record<EventName, string>> = {
  waiting: 'everbearer_wait_duration_count',
  refresh: 'everbearer_refresh_duration_count',
  'refresh-failed': 'everbearer_refresh_duration_count',
  'refresh-superseded': 'everbearer_refresh_duration_count',
  'attempt-failed': 'everbearer_token_request_failures_total',
  replay: 'everbearer_replays_total',
  ignored: 'everbearer_rejections_ignored_total',
  cooldown: 'everbearer_cooldowns_total',
  'store-failed': 'everbearer_store_failures_total',
  'session-ended': 'everbearer_session_ends_total',
}

test('diagnostics channels publish all that the metrics count', async () => {
  const published = new Map<string, number>()
  for (const name of eventNames) {
    const listener = (): void => void published.set(name, (published.get(name) ?? 0) + 1)
    subscribe(`everbearer:${name}`, listener)
    onTestFinished(() => void unsubscribe(`everbearer:${name}`, listener))
  }
  const fail = async (): Promise<never> => Promise.reject(new Error('no disk'))
  const world = await createObserved({ retries: 0, store: defineStore({ load: fail, save: fail }) })
  const { auth, calls, rejected, request, start, sdk } = world
  const replay = rejected(await start())
  await flush()
  await calls[1]?.respond(token(2))
  const sent = (await replay)!
  await rejected(sent, { status: 403, challenge: 'Bearer error="insufficient_scope"' })
  auth.invalidate()
  const superseded = request().catch(() => {})
  await auth.setTokens(token(7)).catch(() => {})
  await superseded
  auth.invalidate()
  await flush()
  await calls.at(-1)?.fail(new TokenRequestError('down', { status: 503 }))
  await auth.clear().catch(() => {})
  await flush()

  const expected = new Map<string, number>()
  for (const [name, metric] of Object.entries(metrics)) expected.set(metric, (expected.get(metric) ?? 0) + (published.get(name) ?? 0))
  for (const reading of [await sdk.read(), await sdk.scrape()])
    expect(Object.fromEntries([...expected.keys()].map((metric) => [metric, total(reading, metric)]))).toEqual(Object.fromEntries(expected))
  expect(Object.keys(metrics).filter((name) => !published.has(name))).toEqual([])
})

test('an observation listens to these events, and to no others', () => {
  const { auth } = createWorld()
  const on = vi.spyOn(auth, 'on')
  using _observation = observe(auth)
  expect(on.mock.calls.map(([name]) => name).toSorted()).toEqual(Object.keys(metrics).toSorted())
})
