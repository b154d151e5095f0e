import { authRealms, plainRealms } from '../realms/all.ts'
import type { Say } from '../../tools/progress.ts'
import type { Launcher } from './launch.ts'
import { type Keycloak, startKeycloak } from './server.ts'

/** The two servers that the four systems need. */
export interface BothKeycloaks extends AsyncDisposable {
  readonly plain: Keycloak
  readonly auth: Keycloak
}

export async function startBoth(
  launcher: Launcher,
  { plain: plainPort, auth: authPort, signal }: { readonly plain: number; readonly auth: number; readonly signal?: AbortSignal },
  say: Say,
): Promise<BothKeycloaks> {
  const starting: readonly [Promise<Keycloak>, Promise<Keycloak>] = [
    startKeycloak(launcher, { name: 'plain', realms: plainRealms, port: plainPort, signal }, say),
    startKeycloak(launcher, { name: '/auth', realms: authRealms, path: '/auth', port: authPort, signal }, say),
  ]
  const stop = async (): Promise<void> => {
    const stopped = starting.map(async (server) => (await server.catch(() => undefined))?.[Symbol.asyncDispose]())
    await Promise.all(stopped)
  }
  try {
    const [plain, auth] = await Promise.all(starting)
    return { plain, auth, [Symbol.asyncDispose]: stop }
  } catch (error) {
    await stop()
    throw error
  }
}
