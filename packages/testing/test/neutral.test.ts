import { fileURLToPath } from 'node:url'
import { build } from 'rolldown'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const entries = [
  'packages/testing/src/conformance.ts',
  'packages/testing/src/suite/stores/run-store-check.ts',
  ...['fetch', 'axios', 'ky', 'ofetch'].map((name) => `packages/${name}/test/subject.ts`),
]

it.each(entries)('%s needs nothing of Node, and can be bundled for any runtime', async (entry) => {
  const { output } = await build({ input: root + entry, platform: 'browser', write: false, logLevel: 'silent' })
  expect(output.flatMap((file) => (file.type === 'chunk' ? [...file.imports, ...file.dynamicImports] : []))).toEqual([])
})
