import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * The ports to choose from. The system gives none of these ports to a socket that asks for any port: those begin at 32768 on Linux, and at
 * 49152 on macOS and Windows. A server may therefore begin to listen long after its port was chosen. Two processes that choose at random
 * rarely choose the same port.
 */
export const portRange = { first: 20_000, last: 32_767 }

/** The ports that this process has chosen. */
const chosen = new Set<number>()

/** Returns a port of 127.0.0.1 where nobody listens now. Never returns the same port twice. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = randomInt(portRange.first, portRange.last + 1)
    if (chosen.has(port)) continue
    chosen.add(port)
    if (await isFree(port)) return port
  }
  throw new Error(`no free port was found between ${portRange.first} and ${portRange.last}`)
}

/** Errors for a port that another program uses, or that Windows has reserved. */
const takenErrors = new Set<string | undefined>(['EADDRINUSE', 'EACCES'])

/** Does nobody listen at this port of 127.0.0.1? */
export async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => (takenErrors.has(error.code) ? resolve(false) : reject(error)))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
