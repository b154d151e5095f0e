// Asks the token endpoint of the first argument, or discovers the issuer of the second. Prints, as JSON, by how many bytes the memory grew and what was thrown.
import { setTimeout } from 'node:timers/promises'
import type { TokenRequestError } from '@everbearer/core'
import { clientCredentials } from '../../src/index.ts'
import { token } from '../support/recording-server.ts'

const [kind, url = ''] = process.argv.slice(2)
const place = kind === 'issuer' ? { issuer: url } : { tokenEndpoint: url }
const client = { clientId: 'c', clientSecret: 's' }

// The parts of the platform that are loaded by a first request are none of the growth.
const first = clientCredentials({ ...client, tokenEndpoint: 'https://as.example/token', fetch: async () => Response.json(token) })
await first.obtain?.({ signal: AbortSignal.timeout(1000) })
await fetch(new URL('/warm-up', url)).then((response) => response.text())

/** The most that was resident, sampled while the request is under way. */
let most = 0
const sample = (): void => {
  most = Math.max(most, process.memoryUsage.rss())
}
sample()
const before = most
const sampling = setInterval(sample, 5)
const thrown: unknown = await clientCredentials({ ...client, ...place })
  .obtain?.({ signal: AbortSignal.timeout(15_000) })
  .catch((error: unknown) => error)
// What is not cancelled goes on arriving.
await setTimeout(300)
sample()
clearInterval(sampling)
const { name, code, message } = thrown as TokenRequestError
process.stdout.write(JSON.stringify({ growth: most - before, name, code, message }))
process.exit()
