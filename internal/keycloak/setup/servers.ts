import { faultRealms } from '../realms/faults.ts'
import { startBoth } from '../server/both.ts'
import type { Launcher } from '../server/launch.ts'
import { type Keycloak, startKeycloak } from '../server/server.ts'
import { freePort } from '../../tools/free-port.ts'
import type { Say } from '../../tools/progress.ts'
import { listen } from '../wire/listener.ts'

/** The Keycloaks of the tests, and the address where tests ask for them. */
export interface Servers extends AsyncDisposable {
  /** Where the realms of the two servers begin. */
  readonly plain: string
  readonly auth: string
  /**
   * Tests run in processes of their own, and only the process that started a server can stop it. `/ready` is answered when the
   * servers run. `/up` starts a third server, which tests may break; `/kill` and `/restart` presume it. These three are answered
   * with where its realms begin.
   */
  readonly control: string
}

/**
 * Starts them without waiting: tests that need no Keycloak run meanwhile.
 *
 * @param running - where the realms of two servers begin that run already
 */
export async function startServers(launcher: Launcher, running: Running | undefined, say: Say): Promise<Servers> {
  const ports = { plain: await freePort(), auth: await freePort() }
  const { plain, auth } = running ?? { plain: `http://127.0.0.1:${ports.plain}`, auth: `http://127.0.0.1:${ports.auth}/auth` }
  const both = running === undefined ? startBoth(launcher, ports, say) : undefined
  let third: Promise<Keycloak> | undefined
  const up = (): Promise<Keycloak> => (third ??= startKeycloak(launcher, { name: 'to be killed', path: '/auth', realms: faultRealms }, say))
  // The third begins after the others, as they save work for it, and before the tests, whose tokens would not wait for it.
  const ready = both?.then(up)
  // Tests are told of a failure when they ask.
  ready?.catch(() => {})
  const control = await listen(async ({ url }, response) => {
    await ready
    if (url === '/ready') return void response.end()
    const server = await up()
    if (url === '/kill') await server.kill()
    if (url === '/restart') await server.restart()
    response.end(server.baseUrl)
  })
  return {
    plain,
    auth,
    control: control.origin,
    async [Symbol.asyncDispose]() {
      await control[Symbol.asyncDispose]()
      await ready?.catch(() => undefined)
      await Promise.all([both, third].map(async (started) => (await started?.catch(() => undefined))?.[Symbol.asyncDispose]()))
    },
  }
}

/** Where the realms of servers that run already begin. */
export type Running = Pick<Servers, 'plain' | 'auth'>
