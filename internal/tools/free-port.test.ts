import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { freePort, isFree, portRange } from './free-port.ts'

it('finds a port that listens for no one, and that the system gives to no other socket', async () => {
  const ports = await Promise.all(Array.from({ length: 100 }, freePort))
  // 32768 on a Linux that nobody has changed.
  const given = await readFile('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').catch(() => '32768')
  expect(Math.max(...ports)).toBeLessThan(Number.parseInt(given))
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
