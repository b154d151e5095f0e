import { expect, test } from 'vitest'
import { createCoordinator, type TokenSource } from '../src/index.ts'
import { createFakeClock, flush } from './fake-clock.ts'

const minute = 60_000

/** A login that takes `duration` ms on the clock of the test. */
function createLogin(interactive: boolean, duration: number) {
  const clock = createFakeClock()
  let logins = 0
  const source: TokenSource = {
    interactive,
    obtain: ({ signal }) => {
      logins++
      return new Promise((resolve, reject) => {
        clock.setTimeout(() => resolve({ access_token: 'login', expires_in: 300 }), duration)
        signal.addEventListener('abort', () => reject(signal.reason as Error))
      })
    },
  }
  const auth = createCoordinator({ source, origins: 'any', clock, random: () => 0.5 })
  const token = auth.getToken().then(
    ({ accessToken }) => accessToken,
    ({ code }: { code: string }) => code,
  )
  return { clock, token, logins: () => logins }
}

test('a person may take longer than `refreshTimeout` and `maxRetryTime`', async () => {
  const { clock, token, logins } = createLogin(true, 20 * minute)
  await clock.advance(20 * minute)
  expect([await token, logins()]).toEqual(['login', 1])
})

test('a source that needs no person has `refreshTimeout`', async () => {
  const { clock, token, logins } = createLogin(false, 20 * minute)
  await clock.advance(minute)
  expect(await token).toBe('ERR_TOKEN_UNAVAILABLE')
  expect(logins()).toBeGreaterThan(1)
})

test('a login that never ends fails after an hour: no caller waits forever', async () => {
  const { clock, token, logins } = createLogin(true, 1000 * minute)
  await flush()
  await clock.advance(59 * minute)
  expect(await Promise.race([token, Promise.resolve('waits')])).toBe('waits')
  await clock.advance(2 * minute)
  expect([await token, logins()]).toEqual(['ERR_TOKEN_UNAVAILABLE', 1])
})
