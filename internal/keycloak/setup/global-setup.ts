import type { TestProject } from 'vitest/node'
import { findLauncher, type Launcher } from '../server/launch.ts'
import { MissingPrerequisite, needProgram } from '../../tools/need-program.ts'
import type { Say } from '../../tools/progress.ts'
import { type BaseUrls, startServers } from './servers.ts'

const say: Say = (line) => console.log(`keycloak: ${line}`)

/**
 * Starts the Keycloaks for all the tests, which wait for them. What is missing fails the run in CI; elsewhere the tests are skipped and say
 * which command would change that. `KEYCLOAK_URLS` names servers that run already, as the command in
 * `internal/keycloak/server/cli.ts` prints it: for a minute less to wait while writing tests.
 */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  let launcher: Launcher
  try {
    await needProgram('nginx', 'nginx-light', say)
    launcher = await findLauncher(say)
  } catch (error) {
    if (!(error instanceof MissingPrerequisite) || process.env['CI']) throw error
    say(`skipped: ${error.message}`)
    project.provide('keycloak', { missing: error.message })
    return undefined
  }
  const servers = await startServers(launcher, running(), say)
  project.provide('keycloak', { version: launcher.version, plain: servers.plain, auth: servers.auth, control: servers.control })
  return async () => servers[Symbol.asyncDispose]()
}

function running(): BaseUrls | undefined {
  const [plain, auth] = process.env['KEYCLOAK_URLS']?.split(' ') ?? []
  return plain === undefined || auth === undefined ? undefined : { plain, auth }
}
