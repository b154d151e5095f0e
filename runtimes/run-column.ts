import { spawn } from 'node:child_process'
import { findBinary } from './binaries.ts'
import { bundle } from './bundle.ts'
import type { Column, RuntimeName } from './columns.ts'
import type { Job, ToldResult } from './job.ts'
import { createLines } from './lines.ts'

/** Longest that one column may take, ms. */
const patience = 240_000

/** What a runtime wants before the name of the file. */
const flags: Partial<Record<RuntimeName, readonly string[]>> = {
  Bun: ['run'],
  Deno: ['run', '--allow-all', '--no-config', '--no-lock', '--quiet'],
}

/** Runs the suite for a column as a process of its runtime. @throws if the process fails as a whole, with what it said */
export async function runColumn(column: Column, stage: string): Promise<ToldResult[]> {
  const program = findBinary(column.runtime) ?? ''
  const file = await bundle(column)
  const { adapter } = column
  const job: Job = { stage, adapter, limits: column.limits }
  const results: ToldResult[] = []
  const said: string[] = []
  const child = spawn(program, [...(flags[column.runtime] ?? []), file, JSON.stringify(job)], { stdio: ['ignore', 'pipe', 'pipe'] })
  const timer = setTimeout(() => child.kill('SIGKILL'), patience)
  child.stdout.setEncoding('utf8').on('data', createLines((line) => void (line.startsWith('{') ? results.push(JSON.parse(line) as ToldResult) : said.push(line))))
  child.stderr.setEncoding('utf8').on('data', createLines((line) => void said.push(line)))
  const end = await new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code, signal) => resolve(signal ?? String(code)))
  })
  clearTimeout(timer)
  if (end !== '0') throw new Error([`${column.id} ended with ${end} after ${results.length} behaviours`, ...said.slice(-30)].join('\n'))
  return results
}
