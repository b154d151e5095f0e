import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { fileStore, tokenPath } from '@everbearer/file'
import type { Command } from '../command-line/command.ts'
import { secretNotes } from '../command-line/help.ts'
import type { ArgumentValues, OptionTable } from '../command-line/options.ts'
import { readSecrets } from '../command-line/secrets.ts'
import { readTarget, targetOptions } from '../command-line/target-options.ts'
import type { Terminal } from '../command-line/terminal.ts'
import { createTargetCoordinator } from '../target/create-target-coordinator.ts'
import { describeMissingToken } from '../target/describe-failure.ts'
import type { Target } from '../target/target.ts'

const { api: _api, ...withoutApi } = targetOptions

const options = {
  ...withoutApi,
  store: {
    placeholder: 'path',
    allowed: 'the path of a file',
    fits: (text) => !/[\\/]$/.test(text),
    about: 'the file of the token (default: one for each server, client, user and scope in the state folder of the user)',
  },
} satisfies OptionTable

export const token: Command = {
  name: 'token',
  summary: 'prints an access token, for curl',
  about:
    'Prints an access token on standard output. The token is kept in a file of mode 0600, unencrypted, and refreshed if it is due. ' +
    'Several processes may share the file.',
  examples: [
    'curl https://api.example.com/orders --header "Authorization: Bearer $(',
    '  everbearer token --issuer https://auth.example.com --client-id my-client)"',
  ],
  options,
  notes: `${secretNotes}\n\nExit codes: 0 a token is printed, 1 no token was obtained, 2 wrong input.`,
  run: runToken,
}

async function runToken(values: ArgumentValues, terminal: Terminal): Promise<number> {
  const target = readTarget(values, false)
  const secrets = await readSecrets(target, terminal, { refreshToken: false })
  const path = values.get('store')?.[0] ?? storePathOf(target)
  const store = fileStore({ path, onWarning: ({ message }) => terminal.warn(message) })
  using auth = createTargetCoordinator(target, secrets, store)
  try {
    const { accessToken } = await auth.getToken()
    terminal.printSecret(accessToken)
    return 0
  } catch (error) {
    terminal.warn(`everbearer token: ${describeMissingToken(error)}`)
    return 1
  }
}

/**
 * Returns the path of the token file. Different servers, clients, users or scopes have different files. The name of the file has a hash
 * of these values, so the name shows none of these values.
 */
function storePathOf({ issuer, tokenEndpoint, clientId, grant, username, scope, parameters }: Target): string {
  const identity = JSON.stringify([issuer, tokenEndpoint, clientId, grant, username, scope, parameters])
  return join(dirname(tokenPath('everbearer')), `token-${createHash('sha256').update(identity).digest('hex').slice(0, 16)}.json`)
}
