import { describe, expect, test } from 'vitest'
import { memoryStore, stepUp } from '../src/index.ts'
import { adapterSideOf } from '../src/adapter/index.ts'
import { flush } from './fake-clock.ts'
import { admin, createStepUpWorld, gold } from './step-up-world.ts'
import { createWorld, token } from './world.ts'

describe('a demand of a server', () => {
  test('reaches the hook with its parameters, and without a token', async () => {
    const { world, demanded, hooked } = createStepUpWorld()
    const sent = await world.start(token(1, { scope: 'read' }))
    void demanded(sent, 'Bearer error="insufficient_user_authentication", acr_values="gold silver", max_age=300, scope="pay"')
    await flush()
    expect(hooked).toHaveLength(1)
    const { signal, respond: _respond, fail: _fail, ...given } = hooked[0]!
    expect(given).toEqual({
      error: 'insufficient_user_authentication',
      acrValues: 'gold silver',
      maxAge: 300,
      scope: 'pay',
      origin: 'https://api.example.com',
      method: 'GET',
      grantedScope: 'read',
    })
    expect(signal.aborted).toBe(false)
  })

  test('is met by the tokens of the hook: they continue the session, and the request is sent once more', async () => {
    const { world, demanded, hooked } = createStepUpWorld()
    const sent = await world.start()
    const { sessionSignal } = world.auth
    const replay = demanded(sent)
    await flush()
    await hooked[0]?.respond(token(2))
    expect(await replay).toMatchObject({ generation: 2, isFinal: true })
    expect((await replay)?.value).toBe('Bearer access-2')
    expect(world.ask()).toMatchObject({ generation: 2 })
    expect(world.auth.sessionSignal).toBe(sessionSignal)
    expect(sessionSignal.aborted).toBe(false)
    expect(world.calls).toHaveLength(1)
    expect(world.eventsOf('tokens-set')).toEqual([{ generation: 2, session: 'same' }])
    expect(world.eventsOf('step-up')).toEqual([
      {
        error: 'insufficient_user_authentication',
        origin: 'https://api.example.com',
        method: 'GET',
        result: 'tokens',
        failure: undefined,
        duration: 0,
        waiters: 1,
      },
    ])
  })

  test('for more scopes is met with the status 403, too', async () => {
    const { world, demanded, hooked } = createStepUpWorld()
    const replay = demanded(await world.start(), admin, { status: 403 })
    await flush()
    expect(hooked).toMatchObject([{ error: 'insufficient_scope', scope: 'admin' }])
    await hooked[0]?.respond(token(2, { scope: 'admin' }))
    expect(await replay).toMatchObject({ generation: 2 })
  })

  test('is the caller’s own affair without the option', async () => {
    const { start, rejected, eventsOf } = createWorld()
    const sent = await start()
    expect(await rejected(sent, { status: 403, challenge: admin })).toBeUndefined()
    expect(await rejected(sent, { status: 401, challenge: gold })).toBeUndefined()
    await flush()
    expect(eventsOf('ignored')).toMatchObject([{ rule: 'status' }, { rule: 'other-error' }])
  })

  test('that `shouldRefresh` takes for a rejection costs a refresh, and the hook is not called', async () => {
    const { world, demanded, hooked } = createStepUpWorld({ shouldRefresh: ({ status }) => status === 403 })
    const replay = demanded(await world.start(), admin, { status: 403 })
    await flush()
    await world.calls[1]?.respond(token(2))
    expect(await replay).toMatchObject({ generation: 2, attempt: 2 })
    expect(hooked).toHaveLength(0)
  })

  test.for<[given: string | undefined, kept: string]>([
    [undefined, 'old'],
    ['new', 'new'],
  ])('saves tokens with the refresh token %j as %j', async ([given, kept]) => {
    const store = memoryStore()
    const { world, demanded, hooked } = createStepUpWorld({ store })
    const replay = demanded(await world.start(token(1, { refresh_token: 'old' })))
    await flush()
    await hooked[0]?.respond(token(2, given === undefined ? {} : { refresh_token: given }))
    expect(await replay).toMatchObject({ generation: 2 })
    expect(store.load()).toMatchObject({ accessToken: 'access-2', refreshToken: kept })
  })
})

describe('without tokens, the caller gets the response', () => {
  test.for<[what: string, answer: unknown, result: string, rule: string]>([
    ['nothing', undefined, 'declined', 'step-up-declined'],
    ['null', null, 'declined', 'step-up-declined'],
    ['a response without a token', { token: 'x' }, 'failed', 'step-up-failed'],
    ['a text', 'no', 'failed', 'step-up-failed'],
  ])('if the hook returns %s', async ([, answer, result, rule]) => {
    const { world, demanded, hooked } = createStepUpWorld()
    const sent = await world.start(token(1, { refresh_token: 'old' }))
    const replay = demanded(sent)
    await flush()
    await hooked[0]?.respond(answer)
    expect(await replay).toBeUndefined()
    expect(world.eventsOf('step-up')).toMatchObject([{ result, waiters: 1 }])
    expect(world.eventsOf('ignored')).toMatchObject([{ rule, error: 'insufficient_user_authentication' }])
    expect(world.ask()).toMatchObject({ generation: 1 })
    expect(world.calls).toHaveLength(1)
  })

  test('if the hook fails: the event has what it threw as the cause, and no refresh token is presented', async () => {
    const { world, demanded, hooked } = createStepUpWorld()
    const replay = demanded(await world.start(token(1, { refresh_token: 'old' })))
    await flush()
    const thrown = new Error('the pop-up was blocked')
    await hooked[0]?.fail(thrown)
    expect(await replay).toBeUndefined()
    expect(world.eventsOf('step-up')).toMatchObject([{ result: 'failed', failure: { code: 'ERR_TOKEN_REQUEST', cause: thrown } }])
    expect(world.calls).toHaveLength(1)
  })

  test('if the hook throws before it returns a promise', async () => {
    const thrown = new Error('a mistake')
    const world = createWorld({
      stepUp: stepUp(() => {
        throw thrown
      }),
    })
    expect(await world.rejected(await world.start(), { challenge: gold })).toBeUndefined()
    expect(world.eventsOf('step-up')).toMatchObject([{ result: 'failed', failure: { cause: thrown } }])
  })

  test('if the hook takes longer than an hour: its signal aborts, and its late tokens are dropped', async () => {
    const { world, demanded, hooked } = createStepUpWorld()
    const replay = demanded(await world.start(token(1, { expires_in: 100_000 })))
    await flush()
    await world.clock.advance(3_600_000)
    expect(await replay).toBeUndefined()
    expect(hooked[0]?.signal.aborted).toBe(true)
    await hooked[0]?.respond(token(2))
    expect(world.ask()).toMatchObject({ generation: 1 })
    expect(world.eventsOf('step-up')).toMatchObject([{ result: 'failed', duration: 3_600_000 }])
  })

  test.for<[what: string, more: object, rule: string]>([
    ['a body that can’t be sent again', { replayable: false }, 'one-shot-body'],
    ['a response that holds its connection', { unread: () => endless() }, 'unread-body'],
  ])('if the request has %s: the hook is not called', async ([, more, rule]) => {
    const { world, demanded, hooked } = createStepUpWorld()
    const replay = demanded(await world.start(), gold, more)
    await world.clock.advance(5_000)
    expect(await replay).toBeUndefined()
    expect(hooked).toHaveLength(0)
    expect(world.eventsOf('ignored')).toMatchObject([{ rule }])
  })

  test('if a redirect led to another origin', async () => {
    const { world, demanded, hooked } = createStepUpWorld()
    expect(await demanded(await world.start(), admin, { status: 403, url: 'https://evil.example.com/' })).toBeUndefined()
    expect(hooked).toHaveLength(0)
  })

  test('if the request is the hook’s own, by its signal', async () => {
    const { world, demanded, hooked } = createStepUpWorld()
    const sent = await world.start()
    const replay = demanded(sent)
    await flush()
    expect(await demanded(sent, gold, { signal: hooked[0]!.signal })).toBeUndefined()
    await hooked[0]?.respond(token(2))
    expect(await replay).toMatchObject({ generation: 2 })
    expect(hooked).toHaveLength(1)
  })
})

test('the same access token is sent again: the server may know of another login by now', async () => {
  const { world, demanded, hooked } = createStepUpWorld()
  const replay = demanded(await world.start())
  await flush()
  await hooked[0]?.respond(token(1))
  expect(await replay).toMatchObject({ generation: 2, value: 'Bearer access-1', isFinal: true })
})

test('a caller that leaves gets its own reason, and the tokens serve the next request', async () => {
  const { world, demanded, hooked } = createStepUpWorld()
  const leaving = new AbortController()
  const replay = demanded(await world.start(), gold, { signal: leaving.signal })
  await flush()
  leaving.abort(new Error('changed my mind'))
  await expect(replay).rejects.toThrow('changed my mind')
  expect(hooked[0]?.signal.aborted).toBe(false)
  await hooked[0]?.respond(token(2))
  expect(world.ask()).toMatchObject({ generation: 2 })
})

test('a request that begins while the hook runs is sent with the present token', async () => {
  const { world, demanded, hooked } = createStepUpWorld()
  void demanded(await world.start())
  await flush()
  expect(hooked).toHaveLength(1)
  expect(world.ask()).toMatchObject({ generation: 1 })
})

test('a request whose origin is no longer allowed is not sent again', async () => {
  let isAllowed = true
  const { world, demanded, hooked } = createStepUpWorld({ origins: () => isAllowed })
  const replay = demanded(await world.start())
  await flush()
  isAllowed = false
  await hooked[0]?.respond(token(2))
  expect(await replay).toBeUndefined()
  expect(world.eventsOf('ignored')).toMatchObject([{ rule: 'origin' }])
})

test('what is given to `stepUp` must be a function', () => {
  expect(() => stepUp(undefined as never)).toThrow(new TypeError('stepUp: expected a function'))
  expect(() => createWorld({ stepUp: (() => undefined) as never })).toThrow(new TypeError('stepUp: expected stepUp(hook)'))
})

test('an event shows no method that may be a secret', async () => {
  const { world, hooked } = createStepUpWorld()
  const request = { url: 'https://api.example.com/pay', method: 'Bearer s3cr3t', replayable: true }
  void adapterSideOf(world.auth).handleErrorResponse(await world.start(), { status: 401, challenge: gold }, request)
  await flush()
  await hooked[0]?.respond(undefined)
  expect(world.eventsOf('step-up')).toMatchObject([{ method: 'other' }])
})

function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({ pull: () => new Promise<void>(() => {}) })
}
