import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { freePort, isFree, portRange } from './free-port.ts'

it('chooses each port once, below those that the system gives away', async () => {
  const ports = await Promise.all(Array.from({ length: 100 }, freePort))
  expect(new Set(ports).size).toBe(100)
  expect(Math.min(...ports)).toBeGreaterThanOrEqual(portRange.first)
  // The first port that Linux gives away, as long as nobody changes that.
  expect(Math.max(...ports)).toBeLessThan(32_768)
})

it('tells a port that is taken from a free port', async () => {
  const port = await freePort()
  expect(await isFree(port)).toBe(true)
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
    expect(await isFree(port)).toBe(false)
  } finally {
    server.close()
  }
})

it('does not take another fault for a port that is taken', async () => {
  await expect(isFree(65_536)).rejects.toThrow('65536')
})
