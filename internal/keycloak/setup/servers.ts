import { faultRealms } from '../realms/faults.ts'
import { startBoth } from '../server/both.ts'
import type { Launcher } from '../server/launch.ts'
import { baseUrlOf, type Keycloak, startKeycloak } from '../server/server.ts'
import { freePort } from '../../tools/free-port.ts'
import type { Say } from '../../tools/progress.ts'
import { listen } from '../wire/listener.ts'

/** URLs at which the realms of two servers begin. */
export interface BaseUrls {
  readonly plain: string
  readonly auth: string
}

/** The Keycloaks of the tests. */
export interface Servers extends BaseUrls, AsyncDisposable {
  /**
   * Address at which tests ask for the servers. Tests run in other processes, and only the process that started a server can stop it.
   * `/ready` has the status 503 while servers start, and 204 after that. `/up` starts a third server, which tests may break. `/kill` and
   * `/restart` presume this server. The response to these three is the URL at which its realms begin.
   */
  readonly control: string
}

/**
 * Begins to start the Keycloaks, and returns before they run: tests that need no Keycloak run meanwhile.
 *
 * @param running - two servers that run already
 */
export async function startServers(launcher: Launcher, running: BaseUrls | undefined, say: Say): Promise<Servers> {
  const end = new AbortController()
  const { signal } = end
  const ports = { plain: await freePort(), auth: await freePort() }
  const { plain, auth } = running ?? { plain: baseUrlOf(ports.plain, '/'), auth: baseUrlOf(ports.auth, '/auth') }
  const both = running === undefined ? startBoth(launcher, { ...ports, signal }, say) : undefined
  let third: Promise<Keycloak> | undefined
  const up = (): Promise<Keycloak> =>
    (third ??= startKeycloak(launcher, { name: 'to be killed', path: '/auth', realms: faultRealms, signal }, say))

  let isReady = both === undefined
  let failure: Error | undefined
  // The third server starts after the others, which save work for it. Its start would slow down tests whose tokens live for seconds.
  both?.then(up).then(
    () => (isReady = true),
    (error: Error) => (failure = error),
  )
  const control = await listen(async ({ url }, response) => {
    if (url === '/ready') {
      if (failure !== undefined) throw failure
      return void response.writeHead(isReady ? 204 : 503).end()
    }
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
      end.abort(new Error('the tests are over'))
      await control[Symbol.asyncDispose]()
      await (await both?.catch(() => undefined))?.[Symbol.asyncDispose]()
      await (await third?.catch(() => undefined))?.[Symbol.asyncDispose]()
    },
  }
}
