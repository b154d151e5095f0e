import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, constants, cpus } from 'node:os'
import { join } from 'node:path'
import { mutants } from '../mutants/rules/index.ts'
import { findChromium } from '../runtimes/launch-chromium.ts'
import { runCommand } from '../tools/command-line.ts'
import { inheritedEnvironment, type Outcome, type RunningProcess, startProcess } from '../tools/run-process.ts'
import { codeVersion } from './code-version.ts'
import { longRun } from './options.ts'
import { commandOf, type Piece, planOf } from './plan.ts'
import { lastLines, parseProgress, piecesLeft, type Progress, type Result } from './progress.ts'
import { renderReport } from './report.ts'

const root = join(import.meta.dirname, '..', '..')
const folder = join(root, 'reports', 'long')
const progressFile = join(folder, 'progress.json')
const reportFile = join(folder, 'report.md')

await runCommand(longRun, async ({ only, minutes, restart, list }) => {
  if (restart) await rm(folder, { recursive: true, force: true })
  const code = await codeVersion(root)
  const mutantLists = Object.fromEntries(
    Object.entries(Object.groupBy(mutants, (mutant) => mutant.list)).map(([path, of]) => [path, of!.length]),
  )
  const plan = planOf({ hasChromium: findChromium() !== undefined, mutantLists })
  const machine = `Node ${process.versions.node}, ${cpus()[0]?.model ?? process.arch}, ${availableParallelism()} cores`
  const chosen = only.flatMap((name) => plan[name].pieces)
  const progress: Record<string, Result> = { ...(await readProgress()) }
  const left = piecesLeft(chosen, progress, code)
  console.log(`${left.length} of ${chosen.length} pieces are left for ${code}`)
  if (list) {
    for (const piece of left) console.log(`${piece.id}: ${commandOf(piece)}`)
    return 0
  }

  await mkdir(folder, { recursive: true })
  const interruption = watchSignals()
  const begun = performance.now()
  let failed = 0
  for (const [i, piece] of left.entries()) {
    if (minutes !== undefined && performance.now() - begun > minutes * 60_000) break
    console.log(`\n${i + 1} of ${left.length}: ${piece.id}\n${commandOf(piece)}`)
    const started = performance.now()
    const { code: exitCode, output } = await interruption.run(piece)
    // A piece that was interrupted says nothing, and is repeated by the next run.
    if (interruption.exitCode !== undefined) return interruption.exitCode
    const passed = exitCode === 0
    if (!passed) failed++
    const seconds = Math.round((performance.now() - started) / 1000)
    progress[piece.id] = { passed, code, seconds, at: new Date().toISOString(), output: lastLines(output) }
    await save(progressFile, `${JSON.stringify(progress, null, 1)}\n`)
    await save(reportFile, renderReport(plan, progress, { code, machine }))
    console.log(`${passed ? 'ok    ' : 'FAILED'}  ${piece.id} (${seconds} s)`)
  }
  const rest = piecesLeft(chosen, progress, code).length - failed
  console.log(`\n${failed} pieces failed, ${rest} are left; the report is reports/long/report.md`)
  return failed > 0 ? 1 : 0
})

async function readProgress(): Promise<Progress> {
  const text = await readFile(progressFile, 'utf8').catch(() => undefined)
  return text === undefined ? {} : parseProgress(text)
}

/** A run that is killed meanwhile leaves the file as it was. */
async function save(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text)
  await rename(`${file}.new`, file)
}

/** Ends the piece under way at the first signal. */
function watchSignals(): { readonly exitCode: number | undefined; readonly run: (piece: Piece) => Promise<Outcome> } {
  let running: RunningProcess | undefined
  let exitCode: number | undefined
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      exitCode = 128 + constants.signals[signal]
      running?.kill('SIGTERM')
    })
  }
  return {
    get exitCode() {
      return exitCode
    },
    async run({ args, env }) {
      running = startProcess(process.execPath, args, { cwd: root, env: { ...inheritedEnvironment(), ...env }, group: true, echo: true })
      return running.ended
    },
  }
}
