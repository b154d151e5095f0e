import { type Keycloak, startKeycloak } from '../server/server.ts'
import type { Launcher } from '../server/launch.ts'
import { faultRealms } from '../realms/faults.ts'
import type { Say } from '../../tools/progress.ts'
import { listen } from '../wire/listener.ts'

/** A Keycloak that tests may break and kill, and the address where they ask for that. */
export interface KillableServer extends AsyncDisposable {
  /** `POST` to `/up` starts it, which `/kill` and `/restart` presume; the answer is where its realms begin. */
  readonly control: string
  readonly up: () => Promise<Keycloak>
}

/** Tests run in processes of their own, and only the one that started a server can stop it. */
export async function prepareKillableServer(launcher: Launcher, say: Say): Promise<KillableServer> {
  let starting: Promise<Keycloak> | undefined
  const up = (): Promise<Keycloak> =>
    (starting ??= startKeycloak(launcher, { name: 'to be killed', path: '/auth', realms: faultRealms }, say))
  const control = await listen(async ({ url }, response) => {
    const server = await up()
    if (url === '/kill') await server.kill()
    if (url === '/restart') await server.restart()
    response.end(server.baseUrl)
  })
  return {
    control: control.origin,
    up,
    async [Symbol.asyncDispose]() {
      await control[Symbol.asyncDispose]()
      await (await starting?.catch(() => undefined))?.[Symbol.asyncDispose]()
    },
  }
}
