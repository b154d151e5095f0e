import { type Secrets, type Target, usesSecret } from '../target/target.ts'
import { readSecretFiles } from './secret-files.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage-error.ts'

/**
 * Reads the secrets that a target needs from the environment and from files, or asks for the secrets on a terminal.
 *
 * @param needs - `refreshToken: false`: no refresh token is required, as a store may have a token
 */
export async function readSecrets(
  target: Target,
  terminal: Terminal,
  needs: { readonly refreshToken: boolean } = { refreshToken: true },
): Promise<Secrets> {
  const { grant, authentication } = target
  const mayUseSecret = authentication === undefined || usesSecret(authentication)
  const needsSecret = mayUseSecret && (grant === 'client_credentials' || authentication !== undefined)
  return {
    ...(await readSecretFiles(authentication, terminal)),
    clientSecret: mayUseSecret ? await readOne(terminal, 'EVERBEARER_CLIENT_SECRET', 'Client secret', needsSecret) : undefined,
    password: grant === 'password' ? await readOne(terminal, 'EVERBEARER_PASSWORD', 'Password', true) : undefined,
    refreshToken:
      grant === 'refresh_token' ? await readOne(terminal, 'EVERBEARER_REFRESH_TOKEN', 'Refresh token', needs.refreshToken) : undefined,
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
