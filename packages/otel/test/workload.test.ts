import { createCoordinator, defineStore, type NamedEvent } from '@everbearer/core'
import { withBearer } from '@everbearer/fetch'
import { clientCredentials } from '@everbearer/oauth2'
import { startTestbed } from '@everbearer/testbed'
import { expect, onTestFinished, test, vi } from 'vitest'
import { observe } from '../src/index.ts'
import { openSdk, providersOf } from './support/observed.ts'
import { runDemo } from './support/run-demo.ts'
import { type Reading, total } from './support/sdk.ts'

/** Without the gauge, which changes while it is read. */
function countsIn(reading: Reading): Reading {
  return Object.fromEntries(Object.entries(reading).filter(([key]) => !key.startsWith('everbearer_token_time_to_expiry')))
}

test('each number of the demo’s workload is the number that the testbed and the demo have counted', async () => {
  const sdk = await openSdk()
  const durations = new Map<string, number>()
  await using run = await runDemo(
    ({ name, auth }) => {
      observe(auth, { ...providersOf(sdk), attributes: { adapter: name } })
      for (const event of ['refresh', 'refresh-failed'] as const)
        auth.on(event, ({ duration }) => durations.set(name, (durations.get(name) ?? 0) + duration / 1000))
    },
    7_000,
    2_000,
  )
  for (const read of [sdk.read, sdk.scrape]) {
    // A last refresh may still be in progress.
    await vi.waitFor(async () => {
      const reading = await read()
      for (const { lane, tokenCounts, rejections } of run.lanes) {
        const { name, tally } = lane
        const sumOf = (metric: string, labels: Readonly<Record<string, string>> = {}): number =>
          total(reading, `everbearer_${metric}`, { adapter: name, ...labels })
        const { errors, replays, tokenCalls, waits } = tally.summary()
        const { issued, failed } = tokenCounts()
        const refreshes = (labels: Readonly<Record<string, string>>): number => sumOf('refresh_duration_count', labels)
        const told = {
          issued: refreshes({ everbearer_refresh_outcome: 'success' }),
          failed: sumOf('token_request_failures_total'),
          of503: sumOf('token_request_failures_total', { error_type: 'temporarily_unavailable', http_response_status_code: '503' }),
          failures: refreshes({ everbearer_refresh_outcome: 'failure' }) + refreshes({ everbearer_refresh_outcome: 'superseded' }),
          replays: sumOf('replays_total'),
          rejections: sumOf('replays_total') + sumOf('rejections_ignored_total'),
          waits: Object.fromEntries(
            Object.keys(waits).map((reason) => [reason, sumOf('wait_duration_count', { everbearer_refresh_reason: reason })]),
          ),
          allWaits: sumOf('wait_duration_count'),
          others: ['cooldowns_total', 'session_ends_total', 'store_failures_total'].map((metric) => sumOf(metric)),
        }
        expect({ name, errors, ...told }).toEqual({
          name,
          errors: {},
          issued,
          failed,
          of503: failed,
          failures: 0,
          replays,
          rejections: rejections(),
          waits,
          allWaits: Object.values(waits).reduce((sum, each) => sum + each, 0),
          others: [0, 0, 0],
        })
        expect(told.issued).toBe(tokenCalls)
        expect(sumOf('refresh_duration_sum')).toBeCloseTo(durations.get(name)!, 6)
        for (const count of [issued, failed, replays, told.allWaits]) expect(count).toBeGreaterThan(0)
        const spans = sdk.spans().filter(({ attributes }) => attributes['adapter'] === name)
        expect(spans).toHaveLength(issued)
        expect(spans.reduce((sum, { attributes }) => sum + Number(attributes['everbearer.refresh.waiters']), 0)).toBe(told.allWaits)
      }
    }, 5_000)
  }
  expect(countsIn(await sdk.read())).toEqual(countsIn(await sdk.scrape()))
})

test('each number of an outage, ignored rejections, a broken store and a logout is what the servers have counted', async () => {
  await using testbed = await startTestbed()
  const sdk = await openSdk()
  const storeFailures = { load: 0, save: 0 }
  const fail = (operation: 'load' | 'save') => async (): Promise<never> => {
    storeFailures[operation]++
    throw new Error('no disk')
  }
  const client = testbed.registerClient({ accessTokenLifetime: 60 })
  const auth = createCoordinator({
    source: clientCredentials({ tokenEndpoint: testbed.tokenEndpoint, ...client }),
    origins: [testbed.api],
    retries: 1,
    shouldRefresh: () => false,
    store: defineStore({ load: fail('load'), save: fail('save') }),
  })
  const observation = observe(auth, providersOf(sdk))
  onTestFinished(observation)
  const events: NamedEvent[] = []
  auth.on('*', (event) => events.push(event))
  const api = withBearer(fetch, auth)
  const get = async (): Promise<number | string> => {
    try {
      const response = await api(`${testbed.api}/echo`)
      await response.arrayBuffer()
      return response.status
    } catch (error) {
      return (error as { code: string }).code
    }
  }
  expect(await Promise.all([get(), get(), get()])).toEqual([200, 200, 200])
  testbed.revokeAccessTokens(client.clientId)
  expect([await get(), await get()]).toEqual([401, 401])
  const endOutage = testbed.failTokenEndpoint({ kind: 'status', status: 503 })
  await auth.clear().catch(() => {})
  expect(await Promise.all([get(), get()])).toEqual(['ERR_TOKEN_UNAVAILABLE', 'ERR_TOKEN_UNAVAILABLE'])
  expect(await get()).toBe('ERR_TOKEN_UNAVAILABLE')
  endOutage()
  auth.dispose()

  const { tokenResponses, tokenErrors, apiUnauthorized } = testbed.counts(client.clientId)
  for (const reading of [await sdk.read(), await sdk.scrape()]) {
    expect({
      issued: total(reading, 'everbearer_refresh_duration_count', { everbearer_refresh_outcome: 'success' }),
      failures: total(reading, 'everbearer_refresh_duration_count', { everbearer_refresh_outcome: 'failure', error_type: 'transient' }),
      requests: total(reading, 'everbearer_token_request_failures_total', { http_response_status_code: '503' }),
      cooldowns: total(reading, 'everbearer_cooldowns_total'),
      waits: total(reading, 'everbearer_wait_duration_count'),
      ignored: total(reading, 'everbearer_rejections_ignored_total', { everbearer_ignore_rule: 'should-refresh' }),
      ends: ['cleared', 'disposed'].map((reason) =>
        total(reading, 'everbearer_session_ends_total', { everbearer_session_end_reason: reason }),
      ),
      loads: total(reading, 'everbearer_store_failures_total', { everbearer_store_operation: 'load' }),
      saves: total(reading, 'everbearer_store_failures_total', { everbearer_store_operation: 'save' }),
    }).toEqual({
      issued: tokenResponses,
      failures: 1,
      requests: tokenErrors,
      cooldowns: 1,
      waits: 5,
      ignored: apiUnauthorized,
      ends: [1, 1],
      loads: storeFailures.load,
      saves: storeFailures.save,
    })
  }
  expect({ tokenResponses, tokenErrors, apiUnauthorized }).toEqual({ tokenResponses: 1, tokenErrors: 2, apiUnauthorized: 2 })
})
