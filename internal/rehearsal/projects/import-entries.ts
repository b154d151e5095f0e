import { settings } from '../../repository/consumer.ts'
import { tscFile } from '../../repository/run.ts'
import { type Command, describeFailure } from '../commands.ts'
import type { PublishedPackage } from '../published-package.ts'
import type { Project } from './project.ts'

/** Imports each entry of the packages in one program. Type-checks the program, with the types of Node, and runs it. */
export async function importFaults(project: Project, start: Command, packages: readonly PublishedPackage[]): Promise<string[]> {
  const specifiers = packages.flatMap(entriesOf)
  await project.write('entries/main.ts', specifiers.map((specifier) => `import '${specifier}'\n`).join(''))
  await project.write('entries/tsconfig.json', JSON.stringify({ compilerOptions: { ...settings, types: ['node'] }, include: ['*.ts'] }))
  const commands: readonly Command[] = [
    [process.execPath, tscFile, '--project', 'entries/tsconfig.json', '--pretty', 'false'],
    [...start, 'entries/main.ts'],
  ]
  const outcomes = await Promise.all(commands.map(async (command) => ({ command, outcome: await project.run(command) })))
  return outcomes.filter(({ outcome }) => outcome.code !== 0).map(({ command, outcome }) => describeFailure(command, outcome))
}

/** What users import of a package: `@everbearer/core`, `@everbearer/core/adapter`. */
function entriesOf({ name, manifest: { exports = {} } }: PublishedPackage): string[] {
  const entries = typeof exports === 'string' ? ['.'] : Object.keys(exports)
  return entries.filter((entry) => entry !== './package.json').map((entry) => `${name}${entry.slice(1)}`)
}
