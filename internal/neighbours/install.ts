import { runPackageManager } from '../repository/run.ts'
import { findProgram } from '../tools/find-program.ts'
import { MissingPrerequisite } from '../tools/need-program.ts'
import { type Say, withProgress } from '../tools/progress.ts'
import { inheritedEnvironment, type Outcome, runProcess } from '../tools/run-process.ts'

/** How npm says that no registry answers. */
const noAnswer = /ENOTFOUND|EAI_AGAIN|ECONNRE|ETIMEDOUT|E(NET|HOST)UNREACH|network timeout/

/**
 * Installs the libraries of this folder's lockfile: from pnpm's store where the store has them, else from the package registry.
 *
 * @throws {MissingPrerequisite} pnpm is missing, or the registry can't be reached
 */
export async function installLibraries(say: Say): Promise<void> {
  const pnpm = await findProgram('pnpm')
  if (pnpm === undefined) throw new MissingPrerequisite('no pnpm on this machine; to enable: npm run test:long, which brings pnpm along')
  // No script of a library runs: none of them is needed here.
  const args = ['--dir', import.meta.dirname, 'install', '--frozen-lockfile', '--ignore-scripts']
  const env = { ...inheritedEnvironment(), CI: 'true' }
  const install = (...more: string[]): Promise<Outcome> => runProcess(pnpm, [...args, ...more], { env, timeout: 600_000 })
  if ((await install('--offline')).code === 0) return
  await expectRegistry()
  const { code, output } = await withProgress('installing the libraries', say, install())
  if (code !== 0) throw new Error(`pnpm cannot install the libraries:\n${output}`)
}

/** pnpm itself goes on trying in silence for minutes. */
async function expectRegistry(): Promise<void> {
  const { code, output } = await runPackageManager('npm', ['ping', '--fetch-retries=0', '--fetch-timeout=20000'])
  if (code !== 0 && noAnswer.test(output))
    throw new MissingPrerequisite('the package registry cannot be reached; to enable: check the network and the proxy settings')
}
