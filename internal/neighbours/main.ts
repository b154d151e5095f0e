import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from '../repository/repository.ts'
import { runNode, tscFile } from '../repository/run.ts'
import { readSnippets } from '../repository/snippets.ts'
import { typeCheck } from '../repository/type-check.ts'
import { runCommand } from '../tools/command-line.ts'
import { MissingPrerequisite } from '../tools/need-program.ts'
import { inheritedEnvironment, startProcess } from '../tools/run-process.ts'
import { installLibraries } from './install.ts'
import { type Library, ofLongRun, pageOf } from './libraries.ts'
import { generatorVersion } from './openapi-generator.ts'
import { neighbours } from './options.ts'

const folder = import.meta.dirname
const require = createRequire(join(folder, 'package.json'))

await runCommand(neighbours, async ({ only, list }) => {
  const chosen = ofLongRun.filter(({ page }) => only.includes(page))
  try {
    await installLibraries((line) => console.log(`neighbours: ${line}`))
  } catch (error) {
    if (!(error instanceof MissingPrerequisite)) throw error
    console.error(`neighbours: ${error.message}`)
    return 1
  }
  for (const library of chosen) console.log(`${library.title}: ${library.package} ${await versionOf(library)}`)
  if (list) return 0

  const errors = [...(await errorsOfTests()), ...(await errorsOfPages(chosen))]
  for (const error of errors) console.error(error)
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const filters = chosen.map(({ test }) => test.split('/').at(-1)!)
  const { code } = await startProcess(process.execPath, [vitest, 'run', '--reporter=verbose', ...filters], {
    cwd: folder,
    env: { ...inheritedEnvironment(), ...(process.env['CI'] && { CI: process.env['CI'] }) },
    group: true,
    echo: true,
  }).ended
  return code === 0 && errors.length === 0 ? 0 : 1
})

/** The version that is installed: what a range in the manifest chose. */
async function versionOf(library: Library): Promise<string> {
  if (library.page === 'openapi-generator') return generatorVersion
  const [entry = ''] = require.resolve.paths(library.package)?.filter((path) => path.startsWith(folder)) ?? []
  const { version } = JSON.parse(await readFile(join(entry, library.package, 'package.json'), 'utf8')) as { readonly version: string }
  return version
}

async function errorsOfTests(): Promise<string[]> {
  const { code, output } = await runNode(tscFile, ['--project', folder, '--pretty', 'false'])
  return code === 0 ? [] : [output]
}

/** The examples that the quick tests can't check, as they have no such library. */
async function errorsOfPages(chosen: readonly Library[]): Promise<string[]> {
  const pages = await Promise.all(
    chosen.map(async ({ page }) => readSnippets(pageOf(page), await readFile(join(root, pageOf(page)), 'utf8')).snippets),
  )
  return [...(await typeCheck(pages.flat(), folder)).values()].flat()
}
