import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, describe, inject } from 'vitest'
import { type ClientUnderTest, clients } from '../clients.ts'
import { longestStart } from '../server/server.ts'
import type { KeycloakContext } from '../setup/context.ts'

const context: KeycloakContext = inject('keycloak')

const nowhere = 'http://127.0.0.1:9'

/** Where the realms of both servers begin, and where the servers are controlled. */
export const keycloak: { readonly plain: string; readonly auth: string; readonly control: string } =
  context.missing === undefined ? context : { plain: nowhere, auth: nowhere, control: nowhere }

/** A group of tests on the real Keycloak; skipped under a name that says how to get one, where there is none. */
export function onKeycloak(name: string, tests: () => void): void {
  const where = context.missing === undefined ? ` on Keycloak ${context.version}` : `: ${context.missing}`
  describe.skipIf(context.missing !== undefined)(`${name}${where}`, () => {
    beforeAll(untilServersRun, 2 * longestStart)
    tests()
  })
}

async function untilServersRun(): Promise<void> {
  for (;;) {
    const response = await fetch(`${keycloak.control}/ready`)
    if (response.status === 204) return
    if (response.status !== 503) throw new Error(await response.text())
    await response.body?.cancel()
    await pause(500)
  }
}

/** The tests with each adapter, one after another: what they need of Keycloak then comes within its time. */
export function withEachClient(name: string, tests: (client: ClientUnderTest) => void): void {
  onKeycloak(name, () => {
    describe.each(clients)('$name', (client) => {
      tests(client)
    })
  })
}

/** The same all at once, for tests that mostly wait for tokens to end. */
export function withAllClientsAtOnce(name: string, tests: (client: ClientUnderTest) => void): void {
  onKeycloak(name, () => {
    describe.concurrent.each(clients)('$name', (client) => {
      tests(client)
    })
  })
}
