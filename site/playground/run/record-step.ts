import { type Act, limits, type Script } from '../setup/script.ts'

/** The last act of a script that is being recorded, and when all was quiet after it. ms since 1970. */
export interface LastAct {
  readonly at: number
  readonly quietFrom: number | undefined
}

/** Idle time between two acts that a link keeps, ms. */
const longestIdle = 500

/**
 * Adds an act of the visitor to the script of the link. Long idle times are shortened.
 *
 * @returns undefined: the script has no room for more
 */
export function recordStep(script: Script, last: LastAct | undefined, now: number, act: Act): Script | undefined {
  const before = script.at(-1)?.at ?? 0
  const quiet = last?.quietFrom === undefined ? 0 : now - last.quietFrom
  const gap = last === undefined ? 0 : now - last.at - Math.max(0, quiet - longestIdle)
  const at = Math.round(before + gap)
  return script.length < limits.steps && at <= limits.at ? [...script, { at, act }] : undefined
}
