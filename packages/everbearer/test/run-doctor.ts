import * as core from '@everbearer/core'
import * as oauth2 from '@everbearer/oauth2'
import { createConcealer } from '../src/command-line/concealer.ts'
import { readArguments } from '../src/command-line/options.ts'
import type { Terminal } from '../src/command-line/terminal.ts'
import { doctor, runDoctor } from '../src/doctor/doctor-command.ts'
import type { DoctorReport } from '../src/doctor/report/report.ts'
import type { Limits } from '../src/http/reply.ts'

/** A terminal that keeps what was written. */
export interface RecordingTerminal extends Terminal {
  readonly stdout: string[]
  readonly stderr: string[]
}

export function createRecordingTerminal(env: Terminal['env'], width?: number): RecordingTerminal {
  const { conceal, clean } = createConcealer()
  const stdout: string[] = []
  const stderr: string[] = []
  return {
    env,
    width,
    ask: undefined,
    stdout,
    stderr,
    print: (text) => void stdout.push(clean(text)),
    printSecret: (text) => void stdout.push(text),
    warn: (line) => void stderr.push(clean(line)),
    progress: (step) => void (step !== undefined && stderr.push(clean(step))),
    conceal,
    paint: (_style, text) => text,
  }
}

/** Long enough for a busy machine, and short enough for a test of a server that never responds. */
const limits: Limits = { response: 10_000, body: 10_000, slow: 5_000 }

/** Runs doctor in this process, and reads its JSON. */
export async function runJson(
  args: readonly string[],
  env: Terminal['env'],
  changed: Partial<Limits> = {},
): Promise<{ readonly code: number; readonly report: DoctorReport; readonly output: string }> {
  const terminal = createRecordingTerminal(env)
  const given = readArguments(doctor.options, [...args, '--json'])
  const code = await runDoctor(given, terminal, { ...limits, ...changed })
  const [json = ''] = terminal.stdout
  return { code, report: JSON.parse(json) as DoctorReport, output: [...terminal.stdout, ...terminal.stderr].join('\n') }
}

/** The findings that are not `ok`, as `check level`. */
export function troublesOf({ findings }: DoctorReport): string[] {
  return findings.filter(({ level }) => level !== 'ok' && level !== 'skipped').map(({ check, level }) => `${check} ${level}`)
}

const modules: Readonly<Record<string, object>> = { '@everbearer/core': core, '@everbearer/oauth2': oauth2 }

/** Runs the module that doctor prints, as a user would after pasting it. */
export function runOptions(code: string, env: Terminal['env']): core.Coordinator {
  const imports = Array.from(code.matchAll(/^import \{ ([\w, ]+) \} from '([\w@/]+)'$/gm))
  const names = imports.flatMap(([, list = '']) => list.split(', '))
  const values = imports.flatMap(([, list = '', from = '']) => list.split(', ').map((name) => modules[from]?.[name as never]))
  if (names.length < 2 || values.includes(undefined as never)) throw new Error(`unexpected imports:\n${code}`)
  const body = code.replaceAll(/^import .*\n/gm, '').replace('export const auth =', 'const auth =')
  // oxlint-disable-next-line no-implied-eval -- the printed code is what is tested
  const run = new Function('process', ...names, `'use strict'\n${body}\nreturn auth`) as (...parts: unknown[]) => core.Coordinator
  return run({ env }, ...values)
}
