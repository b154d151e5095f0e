import { describe, expect, test } from 'vitest'
import { TokenRequestError, TokenSourceError } from '../src/index.ts'
import { flush } from './fake-clock.ts'
import { createWorld, token } from './world.ts'

describe('one flight for all', () => {
  test('when every caller has left, the token that arrives serves the next', async () => {
    const { ask, calls, request } = createWorld()
    const leaving = new AbortController()
    const gone = request({ signal: leaving.signal })
    await flush()
    leaving.abort()
    await expect(gone).rejects.toThrow('aborted')
    await calls[0]?.respond(token(1))
    expect(ask()).toMatchObject({ generation: 1 })
  })

  test('a caller whose signal has aborted already starts nothing', async () => {
    const { calls, request } = createWorld()
    await expect(request({ signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow('too late')
    await flush()
    expect(calls).toHaveLength(0)
  })

  test('a source that throws at once, or gives no promise, is a failure like any other', async () => {
    const throwing = createWorld({
      retries: 0,
      source: () => {
        throw new TypeError('a bug')
      },
    })
    await expect(throwing.request()).rejects.toBeInstanceOf(TokenSourceError)
    const plain = createWorld({ source: (() => token(1)) as never })
    expect((await plain.request()).value).toBe('Bearer access-1')
  })

  test('errors are made for each caller, as clients write into those they pass on', async () => {
    const { request, calls } = createWorld({ retries: 0 })
    const [first, second] = [request().catch((error: unknown) => error), request().catch((error: unknown) => error)]
    await flush()
    await calls[0]?.fail(new TokenRequestError('down', { status: 503 }))
    expect(await first).not.toBe(await second)
  })
})
