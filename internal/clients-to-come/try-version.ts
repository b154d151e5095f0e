import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readManifest } from '../repository/repository.ts'
import { runNode } from '../repository/run.ts'
import { inheritedEnvironment, runProcess } from '../tools/run-process.ts'
import type { ComingClient } from './clients.ts'
import { findVersion } from './find-version.ts'
import { readResults, type TestResults } from './read-results.ts'
import type { Outcome } from './report.ts'
import { createScratchCopy } from './scratch-copy.ts'

/** Installs what a tag of a client means into a copy of the repository, and runs the adapter's tests there. */
export async function tryVersion({ name: client, adapter }: ComingClient, tag: string): Promise<Outcome> {
  const { peerDependencies } = await readManifest(`packages/${adapter}/package.json`)
  const tried = { client, tag, promised: peerDependencies?.[client] ?? 'any' }
  const version = await findVersion(client, tag)
  if (version === undefined) return { ...tried, kind: 'no-version' }

  await using copy = await createScratchCopy(client, version)
  const output = await copy.install()
  if (output !== undefined) return { ...tried, kind: 'not-installed', version, output }
  const typeErrors = await typeErrorsIn(copy.folder, adapter)
  const run = await runTests(copy.folder, adapter)
  if ('output' in run) return { ...tried, kind: 'not-finished', version, output: run.output }
  return { ...tried, kind: 'ran', version, typeErrors, ...run }
}

/** Only those of the adapter: examples and measurements with other libraries may lag behind. */
async function typeErrorsIn(folder: string, adapter: string): Promise<string[]> {
  const { output } = await runNode(join(folder, 'node_modules', 'typescript', 'bin', 'tsc'), ['--noEmit', '--pretty', 'false'], {
    cwd: folder,
  })
  return output.split('\n').filter((line) => line.startsWith(`packages/${adapter}/`))
}

/** A suite of a client that does not fit may hang, test by test. */
const timeLimit = 15 * 60_000
const mostFailures = 40

async function runTests(folder: string, adapter: string): Promise<TestResults | { readonly output: string }> {
  const report = join(folder, 'reports', 'clients-to-come.json')
  await mkdir(join(folder, 'reports'), { recursive: true })
  const vitest = join(folder, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [vitest, 'run', '--project', adapter, `--bail=${mostFailures}`, '--reporter=json', `--outputFile=${report}`]
  const env = { ...inheritedEnvironment(), EVERBEARER_TEST_SET: 'quick' }
  const { output } = await runProcess(process.execPath, args, { cwd: folder, env, group: true, timeout: timeLimit })
  const json = await readFile(report, 'utf8').catch(() => undefined)
  return json === undefined ? { output } : readResults(json, folder)
}
