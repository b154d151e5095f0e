import { describe, inject } from 'vitest'
import { type ClientUnderTest, clients } from '../clients.ts'
import type { SystemsContext } from '../setup/context.ts'

const context: SystemsContext = inject('systems')

/** Where the realms of both servers begin. */
export const keycloak: { readonly plain: string; readonly auth: string } =
  context.missing === undefined ? context : { plain: 'http://127.0.0.1:9', auth: 'http://127.0.0.1:9' }

/** A group of tests on the real Keycloak; skipped under a name that says how to get one, where there is none. */
export function onKeycloak(name: string, tests: () => void): void {
  const where = context.missing === undefined ? ` on Keycloak ${context.version}` : `: ${context.missing}`
  describe.skipIf(context.missing !== undefined)(`${name}${where}`, () => {
    tests()
  })
}

/** The tests once with each adapter, all of them at the same time. */
export function withEachClient(name: string, tests: (client: ClientUnderTest) => void): void {
  onKeycloak(name, () => {
    describe.concurrent.each(clients)('$name', (client) => {
      tests(client)
    })
  })
}

/** The same for tests that would disturb each other: one adapter after another. */
export function withEachClientInTurn(name: string, tests: (client: ClientUnderTest) => void): void {
  onKeycloak(name, () => {
    describe.each(clients)('$name', (client) => {
      tests(client)
    })
  })
}
