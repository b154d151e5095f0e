import { stripVTControlCharacters } from 'node:util'
import type { Piece } from './plan.ts'

/** How a piece went. */
export interface Result {
  readonly passed: boolean
  /** The code that it ran, as `codeVersion()` names it. */
  readonly code: string
  readonly seconds: number
  /** When it ended, in ISO 8601. */
  readonly at: string
  /** The last lines that it printed. */
  readonly output: string
}

/** The last result of each piece, by its id. */
export type Progress = Readonly<Record<string, Result>>

/**
 * The pieces that are left: those without a result, those that failed, and those that ran other code.
 *
 * @returns pieces in the order of the plan
 */
export function piecesLeft(pieces: readonly Piece[], progress: Progress, code: string): Piece[] {
  return pieces.filter(({ id }) => !isDone(progress[id], code))
}

export function isDone(result: Result | undefined, code: string): boolean {
  return result !== undefined && result.passed && result.code === code
}

/** Reads what was saved. @throws {TypeError} the text is no progress */
export function parseProgress(text: string): Progress {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = undefined
  }
  if (!isObject(value) || !Object.values(value).every(isResult))
    throw new TypeError('The file is no progress of a long run: expected a JSON object of results; --restart begins anew.')
  return value as Progress
}

function isResult(value: unknown): value is Result {
  if (!isObject(value)) return false
  const { passed, code, seconds, at, output } = value
  return typeof passed === 'boolean' && typeof seconds === 'number' && [code, at, output].every((field) => typeof field === 'string')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The last lines of an output, without the codes for colours. */
export function lastLines(output: string, most = 40): string {
  return stripVTControlCharacters(output).trimEnd().split('\n').slice(-most).join('\n')
}
