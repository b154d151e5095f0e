import { type ClientOptions, createClients } from './clients.ts'
import { urlInput } from './inputs.ts'
import { createRecorder } from './record.ts'
import { count, createTally, type Leak, type Tally } from './tally.ts'

export interface UrlRun {
  readonly tallies: Readonly<Record<string, Tally>>
  readonly leaks: readonly Leak[]
}

/** Compares what each client requested under Node with where the token may go, for so many inputs from a seed on. */
export async function runUrlsInNode(inputs: number, seed: number, options: Pick<ClientOptions, 'origins'> = {}): Promise<UrlRun> {
  const recorder = createRecorder()
  const { fetch, agents } = recorder
  const clients = Object.entries(createClients({ ...options, fetch, axios: { http: agents, fetch: { env: { fetch } } } }))
  const tallies = Object.fromEntries(clients.map(([name]) => [name, createTally()]))
  const leaks: Leak[] = []
  for (let own = seed; own < seed + inputs; own++) {
    const input = urlInput(own)
    for (const [name, send] of clients) {
      await send(input)
      leaks.push(...count(tallies[name]!, name, input, recorder.take()))
    }
  }
  return { tallies, leaks }
}
