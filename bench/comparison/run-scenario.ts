import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Testbed } from '@everbearer/testbed'
import type { Account, Client, Library, Way } from './libraries/library.ts'
import { requestToken } from './libraries/library.ts'
import { startOtherHost } from './other-host.ts'
import { tokenLifetime } from './scenarios/expiry.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { installTravelClock } from './travel-clock.ts'

/**
 * Runs a scenario with each way of a library, and resolves to the words of the cell. Where the ways differ, each is named.
 *
 * @returns undefined if the library offers nothing to run
 */
export async function runScenario(testbed: Testbed, scenario: Scenario, { ways }: Pick<Library, 'ways'>): Promise<string | undefined> {
  const results: { name: string; text: string }[] = []
  for (const way of ways) {
    const text = await runOnce(testbed, scenario, way)
    if (text === undefined) return undefined
    results.push({ name: way.name, text })
  }
  const texts = new Set(results.map(({ text }) => text))
  return texts.size === 1 ? results[0]?.text : results.map(({ name, text }) => `${name}: ${text}`).join('; ')
}

async function runOnce(testbed: Testbed, scenario: Scenario, way: Way): Promise<string | undefined> {
  const tokens: string[] = []
  const folder = await mkdtemp(join(tmpdir(), 'everbearer-comparison-'))
  const clients: Client[] = []
  const keep = (client: Client): Client => {
    clients.push(client)
    return client
  }
  await using otherHost = await startOtherHost()
  using scope = new DisposableStack()
  scope.use(silenceConsole())
  const clock = scope.use(installTravelClock())
  try {
    const account = await openAccount(testbed, folder, tokens)
    return await scenario.run({
      testbed,
      account,
      way,
      clock,
      otherHost,
      tokens: () => tokens,
      open: async () => keep(await way.open(account)),
      openWithStore: async () => way.openWithStore && keep(await way.openWithStore(account)),
    })
  } finally {
    for (const client of clients) await client.close?.()
    await rm(folder, { recursive: true, force: true })
  }
}

async function openAccount(testbed: Testbed, folder: string, tokens: string[]): Promise<Account> {
  const { tokenEndpoint, api } = testbed
  const client = testbed.registerClient({
    accessTokenLifetime: tokenLifetime,
    refreshTokenLifetime: 24 * tokenLifetime,
    refreshTokens: true,
    responseFields: (fields) => {
      tokens.push(String(fields['access_token']))
      return fields
    },
  })
  const account = { tokenEndpoint, api, folder, ...client, refreshToken: '' }
  const { refresh_token: refreshToken } = (await requestToken(account)) as { refresh_token?: string }
  return { ...account, refreshToken: refreshToken ?? '' }
}

/** Some libraries write to the console when a refresh fails. */
function silenceConsole(): Disposable {
  const { warn, error } = console
  Object.assign(console, { warn: () => {}, error: () => {} })
  return { [Symbol.dispose]: () => void Object.assign(console, { warn, error }) }
}
