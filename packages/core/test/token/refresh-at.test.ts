import { expect, it, onTestFinished } from 'vitest'
import { createCoordinator } from '../../src/coordinator.ts'
import { createFakeClock } from '../fake-clock.ts'

it('a refreshAt function that throws leaves no waiter hanging, and no rejection unhandled', async () => {
  const rejections: unknown[] = []
  // Vitest's own listeners would fail the run for what is to be seen here.
  const others = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', (reason) => void rejections.push(reason))
  onTestFinished(() => {
    process.removeAllListeners('unhandledRejection')
    for (const listener of others) process.on('unhandledRejection', listener)
  })

  const clock = createFakeClock()
  const auth = createCoordinator({
    source: async () => ({ access_token: 'a', expires_in: 300 }),
    origins: 'any',
    clock,
    refreshAt: () => {
      throw new Error('bug of the user')
    },
  })
  let settled = false
  auth.getToken().then(
    () => (settled = true),
    () => (settled = true),
  )
  await clock.advance(60_000)
  expect({ settled, rejections }).toEqual({ settled: true, rejections: [] })
})
