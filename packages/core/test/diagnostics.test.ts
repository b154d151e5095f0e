import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { expect, test } from 'vitest'
import { flush } from './fake-clock.ts'
import { createWorld } from './world.ts'

test('events are published on diagnostics channels, too', async () => {
  const messages: unknown[] = []
  const listener = (message: unknown): void => void messages.push(message)
  subscribe('everbearer:refresh', listener)
  const { start } = createWorld()
  await start()
  await flush()
  unsubscribe('everbearer:refresh', listener)
  expect(messages).toEqual([{ reason: 'missing', grant: 'obtain', generation: 1, duration: 0, waiters: 1 }])
})
