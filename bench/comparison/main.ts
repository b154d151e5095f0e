// Writes docs/generated/comparison.md and the table of docs/guide/comparison.md from runs of every library, or checks both.
import { readFile, writeFile } from 'node:fs/promises'
import { type Command, runCommand } from '../../internal/tools/command-line.ts'
import { flag } from '../../internal/tools/option-kinds.ts'
import { pagePath, renderPage, withoutDate } from './report/page.ts'
import { fillGuide, guidePath } from './report/summary.ts'
import { runComparison } from './run-comparison.ts'

const options = { check: flag('writes nothing; the exit code is 1 if a cell of the page differs from its run') }

const comparison: Command<typeof options> = {
  name: 'comparison',
  start: 'node bench/comparison/main.ts',
  about: `Runs Everbearer and other libraries through the same scenarios, and writes docs/generated/comparison.md and the
table of docs/guide/comparison.md. Takes half a minute.`,
  options,
}

await runCommand(comparison, async ({ check }) => {
  const sections = await runComparison()
  const pages = [
    { path: pagePath, content: renderPage(sections, new Date().toISOString().slice(0, 10)) },
    { path: guidePath, content: fillGuide(await readFile(guidePath, 'utf8'), sections) },
  ]
  if (!check) {
    for (const { path, content } of pages) await writeFile(path, content)
    return 0
  }
  const before = await Promise.all(pages.map(({ path }) => readFile(path, 'utf8')))
  const differs = pages.some(({ content }, index) => withoutDate(content) !== withoutDate(before[index] ?? ''))
  if (differs) console.error('comparison: a page differs from this run; run without --check to write it anew')
  return differs ? 1 : 0
})
// Timers of libraries under comparison would keep the process alive.
process.exit()
