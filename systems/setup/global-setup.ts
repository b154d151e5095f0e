import type { TestProject } from 'vitest/node'
import { startBoth } from '../keycloak/both.ts'
import { findLauncher, type Launcher } from '../keycloak/launch.ts'
import { MissingPrerequisite, needProgram } from '../tools/need-program.ts'
import type { Say } from '../tools/progress.ts'

const say: Say = (line) => console.log(`systems: ${line}`)

/**
 * Starts both Keycloaks for all the tests. What is missing fails the run in CI; elsewhere the tests are skipped and say
 * which command would change that. `KEYCLOAK_URLS` names servers that run already, as the command in
 * `keycloak/cli.ts` prints it: for a minute less to wait while writing tests.
 */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  let launcher: Launcher
  try {
    await needProgram('nginx', 'nginx-light', say)
    launcher = await findLauncher(say)
  } catch (error) {
    if (!(error instanceof MissingPrerequisite) || process.env['CI']) throw error
    say(`skipped: ${error.message}`)
    project.provide('systems', { missing: error.message })
    return undefined
  }
  const { version } = launcher
  const [plain, auth] = process.env['KEYCLOAK_URLS']?.split(' ') ?? []
  if (plain !== undefined && auth !== undefined) {
    project.provide('systems', { version, plain, auth })
    return undefined
  }
  const servers = await startBoth(launcher, {}, say)
  project.provide('systems', { version, plain: servers.plain.baseUrl, auth: servers.auth.baseUrl })
  return async () => servers[Symbol.asyncDispose]()
}
