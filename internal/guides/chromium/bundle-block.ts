import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { asModule, type ModuleFolder } from '../import-block.ts'

/** What a page of a test needs beside the block: errors that nobody handles, and our functions. */
const tools = `
import { indexedDbKey } from '@everbearer/dpop'
import { createCoordinator, sessionEndpoint, withBearer } from '@everbearer/fetch'
globalThis.unhandled = []
addEventListener('error', ({ message }) => unhandled.push(message))
addEventListener('unhandledrejection', ({ reason }) => unhandled.push(String(reason)))
globalThis.tools = { createCoordinator, indexedDbKey, sessionEndpoint, withBearer }
`

/** Bundles a block as a page of a reader would have it. The page gets its values as `block`. */
export async function bundleBlock(code: string, folder: ModuleFolder): Promise<string> {
  const files = {
    'tools.ts': tools,
    'block.ts': asModule(code),
    'page.ts': `import './tools.ts'\nimport * as block from './block.ts'\nglobalThis.block = block\n`,
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder.path, name), text)
  await using bundle = await rolldown({
    input: join(folder.path, 'page.ts'),
    platform: 'browser',
    logLevel: 'silent',
    transform: { define: { 'process.env.NODE_ENV': '"development"' } },
  })
  const { output } = await bundle.generate({ format: 'esm' })
  return output[0].code
}
