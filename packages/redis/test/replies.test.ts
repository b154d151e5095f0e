import { StoreError } from '@everbearer/core'
import { describe, expect, it } from 'vitest'
import { redisStore } from '../src/index.ts'
import { recordOf } from './support/records.ts'

const secret = 'secret-token'

/** A store whose server replies with this to each command. */
function storeOf(reply: unknown): ReturnType<typeof redisStore> {
  return redisStore({ send: async () => reply, key: 'a', checkEviction: false })
}

async function errorOf(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => expect.fail('no error'),
    (error: unknown) => error as Error,
  )
}

describe('replies', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  const json = JSON.stringify(recordOf(1))

  it.each([
    ['strings', ['1790000000', '123456', json]],
    ['bytes', [bytes('1790000000'), Buffer.from('123456'), bytes(json)]],
    ['numbers', [1_790_000_000, 123_456, json]],
    ['bigints', [1_790_000_000n, 123_456n, json]],
  ])('are read as %s', async (_, reply) => {
    expect(await storeOf(reply).load()).toEqual({ record: recordOf(1), now: 1_790_000_000_123 })
  })

  it.each([[['1', '2', null]], [['1', '2', undefined]], [['1', '2']], [['1', '2', false]]])(
    'say by %j that there is no record',
    async (reply) => {
      expect(await storeOf(reply).load()).toEqual({ record: undefined, now: 1_000 })
    },
  )

  it.each([
    [1, true],
    ['1', true],
    [1n, true],
    [bytes('1'), true],
    [0, false],
    ['0', false],
    [0n, false],
  ])('say by %s whether a save won', async (reply, won) => {
    expect(await storeOf(reply).save(recordOf(1), 0)).toBe(won)
  })

  it.each([undefined, null, 'QUEUED', {}, [], [1, 2, { record: secret }], ['1', '2', `{"accessToken":"${secret}"`], new Error(secret)])(
    'that make no sense are errors of the store, without the reply: %j',
    async (reply) => {
      const errors = await Promise.all([errorOf(storeOf(reply).load()), errorOf(storeOf(reply).save(recordOf(1), 0))])
      for (const error of errors) {
        expect(error).toBeInstanceOf(StoreError)
        expect(error.message).toBe('Redis gave an unexpected reply.')
        expect(error.cause).toBeUndefined()
      }
    },
  )

  it('to SET other than OK are errors of the store', async () => {
    const error = await errorOf(Promise.resolve(storeOf('QUEUED').lease(new AbortController().signal)))
    expect(error.message).toBe('Redis gave an unexpected reply.')
  })
})

describe('errors of a client', () => {
  const withArguments = (message: string, more: object = {}): Error =>
    Object.assign(new Error(message), { command: { name: 'EVAL', args: [secret] } }, more)

  it.each([
    [withArguments('OOM command not allowed'), 'Redis did not run EVAL (OOM).'],
    [withArguments(`ERR unknown command, with args beginning with: ${secret}`), 'Redis did not run EVAL (ERR).'],
    [withArguments('connect failed', { code: 'ECONNREFUSED' }), 'Redis did not run EVAL (ECONNREFUSED).'],
    [withArguments(secret, { name: 'ClosingError' }), 'Redis did not run EVAL (ClosingError).'],
    [secret, 'Redis did not run EVAL.'],
    [undefined, 'Redis did not run EVAL.'],
  ])('lose the arguments of the command: %s', async (thrown, message) => {
    const send = (): Promise<never> => Promise.reject(thrown as Error)
    const store = redisStore({ send, key: 'a', checkEviction: false })
    for (const error of await Promise.all([errorOf(store.load()), errorOf(store.save(recordOf(1), 0))])) {
      expect(error).toBeInstanceOf(StoreError)
      expect(error.message).toBe(message)
      expect(error.cause).toBeUndefined()
      expect(JSON.stringify(error) + String(error)).not.toContain(secret)
    }
  })
})
