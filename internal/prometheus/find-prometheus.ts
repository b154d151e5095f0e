import { dirname, join } from 'node:path'
import { unpackDebianPackage } from '../redis/unpack-debian-package.ts'
import { findProgram } from '../tools/find-program.ts'
import { MissingPrerequisite } from '../tools/need-program.ts'
import type { Say } from '../tools/progress.ts'

/** Paths of the programs of Prometheus. */
export interface PrometheusPrograms {
  readonly server: string
  /** Checks rules, and tests them. */
  readonly promtool: string
}

/**
 * Finds Prometheus: on this machine, or in Debian's packages, which are unpacked into the user's cache folder.
 *
 * @throws {MissingPrerequisite} the machine has no such program and is no Debian, or Debian's packages can't be reached
 */
export async function findPrometheus(say: Say): Promise<PrometheusPrograms> {
  const [server, promtool] = await Promise.all(['prometheus', 'promtool'].map((name) => findProgram(name)))
  if (server !== undefined && promtool !== undefined) return { server, promtool }
  const unpacked = await unpackDebianPackage({ name: 'prometheus', program: 'prometheus', runAs: 'prometheus-server' }, say)
  if (unpacked !== undefined) return { server: unpacked.path, promtool: join(dirname(unpacked.path), 'promtool') }
  const remedy = process.platform === 'darwin' ? 'brew install prometheus' : 'sudo apt-get install -y prometheus'
  throw new MissingPrerequisite(`no prometheus on this machine; to enable: ${remedy}`)
}
