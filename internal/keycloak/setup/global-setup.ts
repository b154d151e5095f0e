import type { TestProject } from 'vitest/node'
import { startBoth } from '../server/both.ts'
import { findLauncher, type Launcher } from '../server/launch.ts'
import { MissingPrerequisite, needProgram } from '../../tools/need-program.ts'
import type { Say } from '../../tools/progress.ts'
import { prepareKillableServer } from './killable-server.ts'

const say: Say = (line) => console.log(`keycloak: ${line}`)

/**
 * Starts the Keycloaks for all the tests. What is missing fails the run in CI; elsewhere the tests are skipped and say
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
  const { version } = launcher
  const killable = await prepareKillableServer(launcher, say)
  const [plain, auth] = process.env['KEYCLOAK_URLS']?.split(' ') ?? []
  if (plain !== undefined && auth !== undefined) {
    project.provide('keycloak', { version, plain, auth, control: killable.control })
    return async () => killable[Symbol.asyncDispose]()
  }
  const servers = await startBoth(launcher, {}, say)
  // After the others, of whose augmentation it makes use, and before the tests, whose tokens would not wait for it.
  await killable.up()
  project.provide('keycloak', { version, plain: servers.plain.baseUrl, auth: servers.auth.baseUrl, control: killable.control })
  return async () => {
    await Promise.all([killable, servers].map(async (started) => started[Symbol.asyncDispose]()))
  }
}
