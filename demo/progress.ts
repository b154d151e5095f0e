import { formatCount, formatCounted, formatMoment } from './format.ts'
import type { Lane } from './lane.ts'
import { errorsOf, sum } from './report.ts'
import type { Terminal } from './terminal.ts'

/** Shows the progress of a run, until it is stopped. */
export interface Progress {
  /** Prints one event. */
  readonly note: (text: string) => void
  readonly stop: () => void
}

/** Interval between updates of the live line, ms. */
const liveInterval = 100
/** Longest time between two plain lines, ms. */
const plainInterval = 5_000
/** Replays come in bursts. All within this time share one line, ms. */
const replayPause = 300

/** Starts the clock that all lines begin with. */
export function startProgress(terminal: Terminal, lanes: readonly Lane[], duration: number): Progress {
  const begun = performance.now()
  const status = (): string => statusLine(performance.now() - begun, duration, lanes)
  const note = (text: string): void =>
    terminal.print(`${terminal.paint('dim', formatMoment(performance.now() - begun).padStart(8))}  ${text}`)
  const timer = terminal.live
    ? setInterval(() => terminal.show(status()), liveInterval)
    : setInterval(() => note(countsLine(lanes)), Math.min(plainInterval, duration / 4))
  const stopTelling = lanes.map((lane) => tellEvents(lane, note, terminal.live))
  return {
    note,
    stop() {
      clearInterval(timer)
      for (const stop of stopTelling) stop()
    },
  }
}

function statusLine(elapsed: number, duration: number, lanes: readonly Lane[]): string {
  return `${formatMoment(elapsed)} of ${formatMoment(duration)}  ${countsLine(lanes)}`
}

function countsLine(lanes: readonly Lane[]): string {
  const summaries = lanes.map(({ tally }) => tally.summary())
  return [
    formatCounted(sum(summaries.map(({ requests }) => requests)), 'request'),
    formatCounted(sum(summaries.map(errorsOf)), 'error'),
    `${formatCount(sum(summaries.map(({ replays }) => replays)))} replayed`,
    formatCounted(sum(summaries.map(({ tokenCalls }) => tokenCalls)), 'token call'),
  ].join(', ')
}

/** Beside a live line, only failures get a line of their own. */
function tellEvents({ name, auth }: Lane, note: Progress['note'], troubleOnly: boolean): () => void {
  let replays = 0
  let timer: NodeJS.Timeout | undefined
  const tellReplays = (): void => {
    if (replays > 0) note(`${name}: ${formatCounted(replays, 'refused request')} replayed with the new token`)
    replays = 0
    timer = undefined
  }
  const offs = [
    auth.on('refresh-failed', ({ error, duration }) => note(`${name}: no new token after ${Math.round(duration)} ms: ${error.message}`)),
    auth.on('session-ended', ({ reason }) => note(`${name}: the session has ended (${reason})`)),
  ]
  if (!troubleOnly) {
    offs.push(
      auth.on('refresh', ({ generation, reason, duration, waiters }) => {
        const waited = waiters === 0 ? 'nobody waited' : `${waiters} waited`
        note(`${name}: token ${generation} (${reason}) took ${Math.round(duration)} ms, ${waited}`)
      }),
      auth.on('replay', () => {
        replays++
        timer ??= setTimeout(tellReplays, replayPause)
      }),
    )
  }
  return () => {
    clearTimeout(timer)
    tellReplays()
    for (const off of offs) off()
  }
}
