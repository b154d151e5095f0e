import { context, ROOT_CONTEXT, type Span, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { TokenRequestError } from '@everbearer/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { flush } from '../../core/test/fake-clock.ts'
import { token } from '../../core/test/world.ts'
import { createObserved, type Observed } from './support/observed.ts'

beforeAll(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()))
afterAll(() => context.disable())

/** Runs a call in the context of a span of its own, as a server does for each request that it handles. */
function within<T>({ sdk }: Observed, call: () => T): { readonly span: Span; readonly result: T } {
  const span = sdk.tracerProvider.getTracer('test').startSpan('request', {}, ROOT_CONTEXT)
  return { span, result: context.with(trace.setSpan(ROOT_CONTEXT, span), call) }
}

function linksOf({ sdk }: Observed): string[][] {
  return sdk.spans().map(({ links }) => links.map(({ context: caller }) => caller.spanId))
}

describe('the span of a refresh', () => {
  test('has links to the spans whose requests waited, each once, and belongs to none of their traces', async () => {
    const world = await createObserved()
    const { auth, calls, clock, request, sdk } = world
    const one = within(world, () => Promise.all([request(), request()]))
    await clock.advance(250)
    const two = within(world, () => auth.getToken())
    const noSpan = request()
    const begun = clock.wall() - 250
    await clock.advance(50)
    await calls[0]?.respond(token(1))
    await Promise.all([one.result, two.result, noSpan])

    expect(linksOf(world)).toEqual([[one.span.spanContext().spanId, two.span.spanContext().spanId]])
    const [span] = sdk.spans()
    expect(span).toMatchObject({
      name: 'everbearer.refresh',
      parentSpanContext: undefined,
      status: { code: SpanStatusCode.UNSET },
      attributes: {
        'everbearer.refresh.reason': 'missing',
        'everbearer.refresh.outcome': 'success',
        'everbearer.grant': 'obtain',
        'everbearer.refresh.waiters': 4,
      },
      startTime: [Math.floor(begun / 1000), (begun % 1000) * 1e6],
      duration: [0, 300e6],
    })
    expect(span?.spanContext().traceId).not.toBe(one.span.spanContext().traceId)
  })

  test('has links to requests whose token was rejected, and the next span has others', async () => {
    const world = await createObserved()
    const { calls, rejected, start } = world
    const sent = await start()
    const replay = within(world, () => rejected(sent))
    await flush()
    await calls[1]?.respond(token(2))
    await replay.result
    expect(linksOf(world)).toEqual([[], [replay.span.spanContext().spanId]])
  })

  test('has no links if the refresh runs in the background', async () => {
    const world = await createObserved()
    const { calls, clock, request, start } = world
    await start()
    await clock.advance(250_000)
    await within(world, () => request()).result
    await flush()
    await calls[1]?.respond(token(2))
    expect(linksOf(world)).toEqual([[], []])
    expect(world.sdk.spans()[1]?.attributes).toMatchObject({ 'everbearer.refresh.reason': 'due', 'everbearer.refresh.waiters': 0 })
  })

  test('that fails has an error and its type', async () => {
    const world = await createObserved({ retries: 0 })
    const waiting = within(world, () => world.request().catch(() => {}))
    await flush()
    await world.calls[0]?.fail(new TokenRequestError('s3cr3t', { status: 503 }))
    await waiting.result
    expect(world.sdk.spans()).toMatchObject([
      { status: { code: SpanStatusCode.ERROR }, attributes: { 'error.type': 'transient', 'everbearer.refresh.outcome': 'failure' } },
    ])
    expect(linksOf(world)).toEqual([[waiting.span.spanContext().spanId]])
  })

  test('that a logout ends is no error', async () => {
    const world = await createObserved()
    const waiting = world.request().catch(() => {})
    await flush()
    await world.auth.clear()
    await waiting
    expect(world.sdk.spans()).toMatchObject([
      { status: { code: SpanStatusCode.UNSET }, attributes: { 'everbearer.refresh.outcome': 'superseded' } },
    ])
  })

  test('has at most 128 links, and counts all that waited', async () => {
    const world = await createObserved()
    const waiting = Array.from({ length: 150 }, () => within(world, () => world.request()).result)
    await flush()
    await world.calls[0]?.respond(token(1))
    await Promise.all(waiting)
    expect(linksOf(world)[0]).toHaveLength(128)
    expect(world.sdk.spans()[0]?.attributes).toMatchObject({ 'everbearer.refresh.waiters': 150 })
    expect(world.sdk.spans()[0]?.droppedLinksCount).toBe(0)
  })
})
