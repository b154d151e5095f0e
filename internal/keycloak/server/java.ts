import { join } from 'node:path'
import { findProgram } from '../../tools/find-program.ts'
import { MissingPrerequisite, needProgram } from '../../tools/need-program.ts'
import type { Say } from '../../tools/progress.ts'
import { runProcess } from '../../tools/run-process.ts'

const oldest = 17

/**
 * Makes sure of a Java that Keycloak and OpenAPI Generator start with.
 *
 * @returns its full path
 * @throws {MissingPrerequisite} there is none, or it is too old
 */
export async function needJava(say: Say): Promise<string> {
  const { JAVA_HOME: home } = process.env
  const java =
    (home ? join(home, 'bin', 'java') : undefined) ??
    (await findProgram('java')) ??
    (await needProgram('java', 'default-jre-headless', say))
  const { code, output } = await runProcess(java, ['-version'])
  const version = Number(/version "(\d+)/.exec(output)?.[1])
  if (code !== 0 || !(version >= oldest)) {
    throw new MissingPrerequisite(
      `no Java ${oldest} or newer on this machine; to enable: sudo apt-get install -y openjdk-${oldest}-jre-headless`,
    )
  }
  return java
}
