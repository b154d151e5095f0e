import type { Secrets, Target } from '../target/target.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage-error.ts'

/**
 * Reads the secrets that a target needs from the environment, or asks for them on a terminal.
 *
 * @param needs - `refreshToken: false`: a store may have one
 */
export async function readSecrets(
  target: Target,
  terminal: Terminal,
  needs: { readonly refreshToken: boolean } = { refreshToken: true },
): Promise<Secrets> {
  const { grant, authentication } = target
  const needsClientSecret = grant === 'client_credentials' || (authentication !== undefined && authentication.method !== 'none')
  const read = (variable: string, label: string, isNeeded: boolean): Promise<string | undefined> =>
    authentication?.method === 'none' && variable === 'EVERBEARER_CLIENT_SECRET'
      ? Promise.resolve(undefined)
      : readOne(terminal, variable, label, isNeeded)
  return {
    clientSecret: await read('EVERBEARER_CLIENT_SECRET', 'Client secret', needsClientSecret),
    password: grant === 'password' ? await read('EVERBEARER_PASSWORD', 'Password', true) : undefined,
    refreshToken: grant === 'refresh_token' ? await read('EVERBEARER_REFRESH_TOKEN', 'Refresh token', needs.refreshToken) : undefined,
  }
}

async function readOne({ env, ask, conceal }: Terminal, variable: string, label: string, isNeeded: boolean): Promise<string | undefined> {
  const secret = env[variable] || (isNeeded ? await ask?.(`${label} (not shown): `) : undefined)
  if (secret) {
    conceal(secret)
    return secret
  }
  if (isNeeded) throw new UsageError(`${variable}: expected in the environment`)
  return undefined
}
