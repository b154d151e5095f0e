import { authRealms, plainRealms } from '../realms/all.ts'
import type { Say } from '../../tools/progress.ts'
import type { Launcher } from './launch.ts'
import { type Keycloak, startKeycloak } from './server.ts'

/** The two servers that the four systems need. */
export interface BothKeycloaks extends AsyncDisposable {
  readonly plain: Keycloak
  readonly auth: Keycloak
}

/** @param ports - left out: any free ones */
export async function startBoth(
  launcher: Launcher,
  ports: { readonly plain?: number; readonly auth?: number },
  say: Say,
): Promise<BothKeycloaks> {
  const starting: readonly [Promise<Keycloak>, Promise<Keycloak>] = [
    startKeycloak(launcher, { name: 'plain', realms: plainRealms, ...(ports.plain !== undefined && { port: ports.plain }) }, say),
    startKeycloak(
      launcher,
      { name: '/auth', realms: authRealms, path: '/auth', ...(ports.auth !== undefined && { port: ports.auth }) },
      say,
    ),
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
