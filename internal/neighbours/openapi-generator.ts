import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { needJava } from '../keycloak/server/java.ts'
import { cacheFolder } from '../tools/cache-folder.ts'
import { withLock } from '../tools/lock.ts'
import { MissingPrerequisite, needProgram } from '../tools/need-program.ts'
import { type Say, withProgress } from '../tools/progress.ts'
import { runProcess } from '../tools/run-process.ts'

export const generatorVersion = '7.20.0'

/** Where OpenAPI Generator is, and the Java that runs it. */
export interface Generator {
  readonly java: string
  readonly jar: string
}

/**
 * Finds OpenAPI Generator. Maven gets it once, into the user's cache folder.
 *
 * @throws {MissingPrerequisite} Java or Maven are missing, or Maven gets nothing
 */
export async function findGenerator(say: Say): Promise<Generator> {
  const java = await needJava(say)
  const cache = await cacheFolder()
  const file = join(cache, `openapi-generator-cli-${generatorVersion}.jar`)
  if (!(await exists(file))) await withLock(`${file}.lock`, async () => ((await exists(file)) ? undefined : obtain(cache, say)))
  return { java, jar: file }
}

async function obtain(cache: string, say: Say): Promise<void> {
  const maven = await needProgram('mvn', 'maven', say)
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy'
  const artifact = `org.openapitools:openapi-generator-cli:${generatorVersion}:jar`
  const args = ['-B', '-q', goal, `-Dartifact=${artifact}`, `-DoutputDirectory=${cache}`]
  const { code, output } = await withProgress(
    `getting OpenAPI Generator ${generatorVersion} through Maven`,
    say,
    runProcess(maven, args, { cwd: cache }),
  )
  if (code === 0) return
  say(output.trimEnd().split('\n').slice(-15).join('\n'))
  throw new MissingPrerequisite(`Maven could not get ${artifact}; to enable: give it a network`)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
