import { createClients } from './clients.ts'
import { urlInput } from './inputs.ts'

declare global {
  /** Set by whoever wants the token to go anywhere. */
  var tokenOrigins: 'any' | undefined
  /** Sends the inputs of these seeds by one client; without a name: the names of the clients. */
  var sendUrls: ((name?: string, seeds?: readonly number[]) => Promise<string[]>) | undefined
}

const { tokenOrigins: origins } = globalThis
const clients = createClients({
  ...(origins && { origins }),
  fetch: (...given) => globalThis.fetch(...given),
  axios: { xhr: {}, fetch: {} },
})

globalThis.sendUrls = async (name = '', seeds = []) => {
  await Promise.all(seeds.map(async (seed) => clients[name]?.(urlInput(seed))))
  return Object.keys(clients)
}
