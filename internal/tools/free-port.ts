import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * The ports to choose from. The system gives none of them to a socket that asks for any: its own begin at 32768 on Linux, and at 49152
 * on macOS and Windows. So nobody takes the port before the server listens there, which for a Keycloak lasts half a minute.
 */
export const portRange = { first: 20_000, last: 32_767 }

/** A port of 127.0.0.1 where nobody listens now. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = randomInt(portRange.first, portRange.last + 1)
    if (await isFree(port)) return port
  }
  throw new Error(`no free port was found between ${portRange.first} and ${portRange.last}`)
}

/** Does nobody listen at this port of 127.0.0.1? */
export async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
