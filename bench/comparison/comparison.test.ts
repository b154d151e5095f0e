import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { pagePath, renderPage, withoutDate } from './report/page.ts'
import { fillGuide, guidePath } from './report/summary.ts'
import { runComparison } from './run-comparison.ts'

test('each cell of both pages agrees with a run: else `node bench/comparison/main.ts` writes the pages anew', async () => {
  const sections = await runComparison()
  const [page, guide] = await Promise.all([readFile(pagePath, 'utf8'), readFile(guidePath, 'utf8')])
  expect(withoutDate(renderPage(sections, '')).split('\n')).toEqual(withoutDate(page).split('\n'))
  expect(fillGuide(guide, sections).split('\n')).toEqual(guide.split('\n'))
})
