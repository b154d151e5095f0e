import { context, createContextKey, metrics, trace } from '@opentelemetry/api'
import { createCoordinatorPool, defineStore, TokenRequestError } from '@everbearer/core'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { flush } from '../../core/test/fake-clock.ts'
import { createWorld, token } from '../../core/test/world.ts'
import { observe } from '../src/index.ts'
import { createObserved, openSdk, providersOf } from './support/observed.ts'

const settled = (promise: Promise<unknown>): Promise<unknown> => promise.catch(() => {})
const down = new TokenRequestError('down', { status: 503 })

describe('metrics', () => {
  test('of a refresh that callers wait for: its duration, and how long each caller waited', async () => {
    const { auth, calls, clock, request, sdk } = await createObserved()
    const first = request()
    await clock.advance(1_500)
    const second = auth.getToken()
    await clock.advance(500)
    await calls[0]?.respond(token(1))
    await Promise.all([first, second])
    expect(await sdk.read()).toEqual({
      'everbearer_refresh_duration_count{everbearer_grant="obtain",everbearer_refresh_outcome="success",everbearer_refresh_reason="missing"}': 1,
      'everbearer_refresh_duration_sum{everbearer_grant="obtain",everbearer_refresh_outcome="success",everbearer_refresh_reason="missing"}': 2,
      'everbearer_wait_duration_count{everbearer_refresh_reason="missing"}': 2,
      'everbearer_wait_duration_sum{everbearer_refresh_reason="missing"}': 2.5,
      everbearer_token_time_to_expiry: 298,
    })
  })

  test('of a refresh that fails: its class, its failed token requests, and the cooldown', async () => {
    const { calls, clock, request, sdk } = await createObserved({ retries: 1 })
    const failing = settled(request())
    await flush()
    await calls[0]?.fail(down)
    await clock.advance(2_000)
    await calls[1]?.fail(new TokenRequestError('wrong', { status: 401, error: 'invalid_client' }))
    await failing
    const reading = await sdk.read()
    expect(reading).toMatchObject({
      'everbearer_refresh_duration_count{error_type="terminal",everbearer_grant="obtain",everbearer_refresh_outcome="failure",everbearer_refresh_reason="missing"}': 1,
      'everbearer_token_request_failures_total{error_type="503",everbearer_grant="obtain",http_response_status_code="503"}': 1,
      'everbearer_token_request_failures_total{error_type="invalid_client",everbearer_grant="obtain",http_response_status_code="401"}': 1,
      everbearer_cooldowns_total: 1,
    })
    expect(Object.keys(reading).join()).not.toContain('time_to_expiry')
  })

  test('of a refresh that a login supersedes, and of the session that ends', async () => {
    const { auth, clock, request, sdk, start } = await createObserved()
    await start()
    auth.invalidate()
    const waiting = settled(request())
    await clock.advance(100)
    await auth.setTokens(token(7))
    await waiting
    expect(await sdk.read()).toMatchObject({
      'everbearer_refresh_duration_count{everbearer_refresh_outcome="superseded",everbearer_refresh_reason="invalidated"}': 1,
      'everbearer_wait_duration_count{everbearer_refresh_reason="invalidated"}': 1,
      'everbearer_session_ends_total{everbearer_session_end_reason="replaced"}': 1,
    })
  })

  test('of a replay and of ignored rejections, with the server if that is asked for', async () => {
    for (const servers of [false, true]) {
      const { auth, calls, rejected, sdk, start } = await createObserved({}, { servers })
      const sent = await start()
      const replay = rejected(sent)
      await flush()
      await calls[1]?.respond(token(2))
      await replay
      await rejected(sent, { status: 403, challenge: 'Bearer error="insufficient_scope"' })
      await rejected(sent, { challenge: 'Bearer error="my_own_error"' })
      await flush()
      const server = servers ? 'server_address="api.example.com",server_port="443"' : ''
      expect(await sdk.read()).toMatchObject({
        [servers ? `everbearer_replays_total{${server}}` : 'everbearer_replays_total']: 1,
        [`everbearer_rejections_ignored_total{error_type="insufficient_scope",everbearer_ignore_rule="status",http_response_status_code="403"${servers ? `,${server}` : ''}}`]: 1,
        [`everbearer_rejections_ignored_total{error_type="_OTHER",everbearer_ignore_rule="other-error",http_response_status_code="401"${servers ? `,${server}` : ''}}`]: 1,
      })
      auth.dispose()
    }
  })

  test('of a store that fails', async () => {
    const fail = async (): Promise<never> => Promise.reject(new Error('no disk'))
    const { sdk, start } = await createObserved({ store: defineStore({ load: fail, save: fail }) })
    await start()
    await flush()
    const reading = await sdk.read()
    expect(reading['everbearer_store_failures_total{everbearer_store_operation="load"}']).toBeGreaterThan(0)
  })

  test('have the attributes that the caller chose', async () => {
    const { sdk, start } = await createObserved({}, { attributes: { 'everbearer.coordinator': 'orders' } })
    await start()
    const keys = Object.keys(await sdk.read())
    expect(keys).toHaveLength(5)
    for (const key of keys) expect(key).toContain('everbearer_coordinator="orders"')
    expect(sdk.spans()[0]?.attributes).toMatchObject({ 'everbearer.coordinator': 'orders' })
  })

  test('end with the observation, by a call or by `using`', async () => {
    for (const isUsing of [false, true]) {
      const { auth, clock, sdk, start, stop } = await createObserved()
      await start()
      const before = await sdk.read()
      if (isUsing) stop[Symbol.dispose]()
      else stop()
      stop()
      await auth.setTokens(token(7))
      await auth.clear()
      await flush()
      await clock.advance(50_000)
      expect(before).toMatchObject({ everbearer_token_time_to_expiry: 300 })
      expect(await sdk.read()).toEqual(before)
      expect(sdk.spans()).toHaveLength(1)
    }
  })

  test('show how a token ages, until after its end', async () => {
    const { auth, clock, sdk, start } = await createObserved()
    await start()
    await clock.advance(100_000)
    expect(await sdk.read()).toMatchObject({ everbearer_token_time_to_expiry: 200 })
    await clock.advance(300_000)
    expect(await sdk.read()).toMatchObject({ everbearer_token_time_to_expiry: -100 })
    await auth.clear()
    for (const reading of [await sdk.read(), await sdk.scrape()]) expect(reading).toMatchObject({ everbearer_token_time_to_expiry: NaN })
  })

  test('of a pool add up over its accounts, name none, and show the token that expires first', async () => {
    const sdk = await openSdk()
    const [alice, bob] = [createWorld(), createWorld()]
    vi.spyOn(Date, 'now').mockImplementation(() => bob.clock.wall())
    onTestFinished(() => void vi.restoreAllMocks())
    const pool = createCoordinatorPool(
      (account: string) => account,
      (account) => (account === 'alice' ? alice : bob).auth,
    )
    using _observation = observe(pool, providersOf(sdk))
    for (const account of ['alice', 'bob']) pool.for(account)
    const waiting = [alice.request(), alice.request(), bob.request()]
    await flush()
    await bob.calls[0]?.respond(token(1, { expires_in: 60 }))
    await alice.calls[0]?.respond(token(1))
    await Promise.all(waiting)
    const reading = await sdk.read()
    const refreshed = 'everbearer_grant="obtain",everbearer_refresh_outcome="success",everbearer_refresh_reason="missing"'
    expect(reading[`everbearer_refresh_duration_count{${refreshed}}`]).toBe(2)
    expect(reading['everbearer_wait_duration_count{everbearer_refresh_reason="missing"}']).toBe(3)
    expect(sdk.spans().map(({ attributes }) => attributes['everbearer.refresh.waiters'])).toEqual([1, 2])
    expect(reading['everbearer_token_time_to_expiry']).toBe(60)
    expect(JSON.stringify([reading, sdk.spans().map(({ name, attributes }) => [name, attributes])])).not.toMatch(/alice|bob/)
  })
})

describe('observe()', () => {
  test('uses the global providers, which do nothing without an SDK', async () => {
    const world = createWorld()
    using _observation = observe(world.auth)
    await world.start()
    expect(metrics.getMeterProvider()).toBeDefined()
    expect(trace.getSpanContext(context.active().setValue(createContextKey('other'), 1))).toBeUndefined()
  })

  test.for<[what: string, options: unknown, message: string]>([
    ['an unknown option', { metrics: true }, 'Unknown option "metrics". Allowed: meterProvider, tracerProvider, attributes, servers.'],
    ['no object', null, 'options: expected an object'],
    ['no MeterProvider', { meterProvider: {} }, 'meterProvider: expected a MeterProvider, with getMeter()'],
    ['no TracerProvider', { tracerProvider: 'global' }, 'tracerProvider: expected a TracerProvider, with getTracer()'],
    ['attributes in a list', { attributes: ['a'] }, 'attributes: expected an object of OpenTelemetry attributes'],
    ['no boolean', { servers: 'all' }, 'servers: expected true or false'],
  ])('refuses %s', ([, options, message]) => {
    expect(() => observe(createWorld().auth, options as never)).toThrow(new TypeError(message))
  })

  test('refuses what is no coordinator', () => {
    expect(() => observe({} as never)).toThrow('observe: expected a coordinator, as createCoordinator() gives it, got object')
  })
})
