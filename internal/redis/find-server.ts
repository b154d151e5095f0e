import { findProgram } from '../tools/find-program.ts'
import { MissingPrerequisite } from '../tools/need-program.ts'
import type { Say } from '../tools/progress.ts'
import type { ServerKind, ServerProgram } from './server-program.ts'
import { unpackDebianPackage } from './unpack-debian-package.ts'

/**
 * Finds the program of a server: on this machine, or in Debian's packages, which are unpacked into the user's cache folder. Nothing is
 * installed, so that no root is needed and the machine starts no server of its own.
 *
 * @throws {MissingPrerequisite} the machine has no such program and is no Debian, or Debian's packages can't be reached
 */
export async function findServer(kind: ServerKind, say: Say): Promise<ServerProgram> {
  const name = `${kind}-server`
  const path = await findProgram(name)
  if (path !== undefined) return { path, environment: {} }
  // In Debian, the server is the program that checks its files. It looks at its name to know which of both to be.
  const unpacked = await unpackDebianPackage({ name: `${kind}-tools`, program: `${kind}-check-rdb`, runAs: name }, say)
  if (unpacked !== undefined) return unpacked
  const remedy = process.platform === 'darwin' ? `brew install ${kind}` : `sudo apt-get install -y ${name}`
  throw new MissingPrerequisite(`no ${name} on this machine; to enable: ${remedy}`)
}
