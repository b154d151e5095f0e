import { afterAll, describe } from 'vitest'
import { readBlocks } from './blocks.ts'
import { createModuleFolder, importBlock } from './import-block.ts'
import { testBlocks } from './pages/index.ts'

const modules = await createModuleFolder()
afterAll(() => modules[Symbol.asyncDispose]())

describe.each(testBlocks)('the tests of $page', async ({ page, blocks: names }) => {
  const blocks = await readBlocks(page)
  for (const [index, name] of names.entries()) {
    // An error of the module, as of a block that is gone, fails the file.
    await importBlock(blocks.find((block) => block.name === name)!.code, modules, String(index))
  }
})
