import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { renderTable } from '../demo/table.ts'
import { runCommand, UsageError, type Values } from '../internal/tools/command-line.ts'
import { bench } from './options.ts'
import { fillDocument } from './report/document.ts'
import { plotOverhead } from './report/plot.ts'
import { environment, later, type Report } from './report/report.ts'
import { tablesOf } from './report/tables.ts'
import { targetTable } from './report/targets.ts'
import { type Results, suiteNames, suites } from './suites/index.ts'
import { full, quick, type RunOptions } from './suites/run-options.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
await runCommand(bench, async ({ 'write-docs': writesDocs, json, ...choice }) => {
  if (writesDocs) await writeDocs(json)
  else await run({ json, ...choice })
  return 0
})

async function run({ only, quick: isQuick, json, plot, seed }: Omit<Values<typeof bench.options>, 'write-docs'>): Promise<void> {
  let now = environment(isQuick ? 'quick' : 'full', seed)
  const options: RunOptions = { effort: isQuick ? quick : full, seed, say: (line) => console.error(`bench: ${line}`) }
  const before = await earlier(json)
  // Results of another effort or another Node are not comparable.
  const isAlike = before?.environment.effort === now.effort && before.environment.node === now.node
  const results: Results = isAlike ? { ...before.results } : {}
  if (isAlike) now = { ...now, load: Math.max(now.load, before.environment.load) }
  // In the order of a whole run.
  for (const name of suiteNames.filter((suite) => only.includes(suite))) {
    Object.assign(results, { [name]: await suites[name](options) })
    for (const { title, rows } of tablesOf(results, name)) console.log(['', title, ...renderTable(rows)].join('\n'))
    now = later(now)
    // Saved after each suite, so that an interrupted run keeps its results.
    await save(json, `${JSON.stringify({ environment: now, results } satisfies Report, undefined, 1)}\n`)
  }
  const { title, rows } = targetTable(results)
  console.log(['', title, ...renderTable(rows)].join('\n'))
  await save(plot, plotOverhead([...(results.overhead ?? []), ...(results.loopback ?? [])]))
}

async function writeDocs(json: string): Promise<void> {
  const report = await earlier(json)
  if (report === undefined) throw new UsageError(`${json}: not there yet; run the benchmark first`)
  const { overhead = [], loopback = [] } = report.results
  for (const path of ['README.md', 'docs/generated/performance.md', 'docs/internals/performance.md']) {
    const file = resolve(root, path)
    await writeFile(file, fillDocument(await readFile(file, 'utf8'), report))
  }
  await writeFile(resolve(root, 'docs/generated/performance.svg'), plotOverhead([...overhead, ...loopback]))
}

async function earlier(json: string): Promise<Report | undefined> {
  const text = await readFile(resolve(root, json), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as Report)
}

async function save(file: string, text: string): Promise<void> {
  const path = resolve(root, file)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}
