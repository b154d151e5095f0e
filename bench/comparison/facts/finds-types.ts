import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runProcess } from '../../../internal/tools/run-process.ts'

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url))
const tsc = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url))
const settings = [
  '--ignoreConfig',
  '--noEmit',
  '--strict',
  '--module',
  'nodenext',
  '--target',
  'es2024',
  '--skipLibCheck',
  '--types',
  'node',
]

/**
 * Does TypeScript know an export of an installed package, in a module for Node?
 *
 * @param specifier - as an import names it, e.g. `alova/client`
 */
export async function findsTypes(specifier: string, name: string): Promise<boolean> {
  // Among the packages, so that the import finds them.
  const folder = await mkdtemp(join(modules, '.types-'))
  try {
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
    const program = `import { ${name} } from '${specifier}'\nexport const known: 0 extends 1 & typeof ${name} ? 'any' : 'known' = 'known'\n`
    await writeFile(join(folder, 'program.ts'), program)
    const { code } = await runProcess(process.execPath, [tsc, ...settings, 'program.ts'], { cwd: folder })
    return code === 0
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
