import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { freePort, isFree, portRange } from './free-port.ts'

it('finds a port where nobody listens, and that the system gives to no other socket', async () => {
  const ports = await Promise.all(Array.from({ length: 100 }, freePort))
  // The first port that Linux gives away, as long as nobody changes that.
  expect(Math.max(...ports)).toBeLessThan(32_768)
  expect(Math.min(...ports)).toBeGreaterThanOrEqual(portRange.first)
  expect(new Set(ports).size).toBeGreaterThan(90)
})

it('tells a port that is taken from a free one', async () => {
  const port = await freePort()
  expect(await isFree(port)).toBe(true)
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  expect(await isFree(port)).toBe(false)
  await new Promise((resolve) => server.close(resolve))
})
