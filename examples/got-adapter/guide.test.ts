import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { limits } from './limits.ts'

const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), 'utf8')
const page = await read('../../docs/guide/write-an-adapter.md')

/** Each block of the page is a module of its own: it has no files to import. */
function asBlock(source: string): string {
  return source
    .replace('import { adapterTests }', 'import { adapterTests, type Subject }')
    .replace("import { limits } from './limits.ts'\n", '')
    .replace(
      "import { gotSubject } from './subject.ts'\n",
      '\ndeclare const gotSubject: Subject // examples/got-adapter/subject.ts\n' +
        "declare const limits: Subject['limits'] // examples/got-adapter/limits.ts\n",
    )
}

it.each(['with-bearer.ts', 'suite.test.ts'])('the guide shows %s as it is', async (file) => {
  expect(page).toContain(`\`\`\`ts\n${asBlock(await read(file))}\`\`\`\n`)
})

it('the guide names each limit', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| '))
  const reasons = new Set(Object.values(limits))
  expect([...reasons].filter((reason) => !rows.some((row) => row.includes(`| ${reason} |`)))).toEqual([])
})
