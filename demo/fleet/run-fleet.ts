import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tailLogs } from '../../internal/fleet/log-tail.ts'
import { redisPlace } from '../../internal/fleet/places/redis.ts'
import type { Mishap } from '../../internal/fleet/plan.ts'
import { runFleet as run } from '../../internal/fleet/run.ts'
import { MissingPrerequisite } from '../../internal/tools/need-program.ts'
import { formatMoment, formatSeconds } from '../format.ts'
import type { FleetOptions } from '../run-options.ts'
import { renderTable } from '../table.ts'
import { UnusableTargetError } from '../target.ts'
import type { Terminal } from '../terminal.ts'
import { fleetLine, fleetTable, summarizeProcesses } from './fleet-table.ts'

/** Interval between updates of the live table, ms. */
const liveInterval = 250
/** Longest time between two plain lines, ms. */
const plainInterval = 5_000
/** Time between two requests of one process, ms. */
const requestInterval = 100
/** How far clocks are off, ms. */
const skew = 90_000

/**
 * Runs processes that share one token in a Redis, and prints what they do.
 *
 * @param interrupted - ends the run early
 * @returns true if no caller saw an error, and no refresh token was handed over beyond the guarantee; undefined for an interrupted run
 * @throws {UnusableTargetError} no Redis can be had
 */
export async function runFleet(
  { processes, lifetime }: FleetOptions,
  duration: number,
  terminal: Terminal,
  interrupted: AbortSignal,
): Promise<boolean | undefined> {
  await using store = await redisPlace(processes, { say: (line) => console.error(`redis: ${line}`) }).catch(unusable)
  const folder = await mkdtemp(join(tmpdir(), 'everbearer-demo-'))
  terminal.print(
    `Everbearer: ${processes} processes share one token in Redis for ${formatSeconds(duration)}, tokens of ${formatSeconds(lifetime)}, clocks up to ${skew / 1000} s off`,
  )
  let begun = performance.now()
  const note = (text: string): void =>
    terminal.print(`${terminal.paint('dim', formatMoment(performance.now() - begun).padStart(8))}  ${text}`)
  const tail = tailLogs(folder)
  const showTable = async (): Promise<void> => terminal.show(...renderTable(fleetTable(summarizeProcesses(await tail.read()))))
  const noteLine = async (): Promise<void> => note(fleetLine(summarizeProcesses(await tail.read())))
  let timer: NodeJS.Timeout | undefined
  try {
    const { figures, breaches, shortfalls, doubts } = await run({
      processes,
      sessions: ['obtains'],
      lifetimes: duration / lifetime,
      lifetime,
      interval: requestInterval,
      seed: 1,
      skew,
      plan: planOf(duration / lifetime),
      folder,
      store,
      note,
      onStart() {
        begun = performance.now()
        timer = terminal.live
          ? setInterval(() => void showTable(), liveInterval)
          : setInterval(() => void noteLine(), Math.min(plainInterval, duration / 4))
      },
      signal: interrupted,
    })
    clearInterval(timer)
    for (const line of ['', ...renderTable(fleetTable(summarizeProcesses(await tail.read()))), '']) terminal.print(line)
    if (interrupted.aborted) return undefined
    const findings = [...breaches, ...shortfalls, ...doubts]
    const { handOvers, repeats, callerErrors, tokenCalls } = figures.obtains
    for (const finding of findings) terminal.print(terminal.paint('red', finding))
    const text = `${callerErrors} caller errors; ${tokenCalls} token calls; ${handOvers} refresh tokens handed over, ${repeats} of them again`
    terminal.print(terminal.paint(findings.length === 0 ? 'green' : 'red', text))
    return findings.length === 0
  } finally {
    clearInterval(timer)
    await rm(folder, { recursive: true, force: true })
  }
}

/** A process is killed with a token request on the wire, and Redis restarts in the middle. @param lifetimes - how long the run lasts */
function planOf(lifetimes: number): readonly Mishap[] {
  return [
    { kind: 'kill', at: lifetimes / 4, place: 0, onTheWire: 'obtains' },
    { kind: 'restart', at: lifetimes / 2 },
  ]
}

function unusable(error: unknown): never {
  if (error instanceof MissingPrerequisite) throw new UnusableTargetError(`no Redis can be had: ${error.message}`)
  throw error
}
