import type { LogLine, ProcessLog } from '../../internal/fleet/log-line.ts'
import { formatCount, formatCounted, formatList } from '../format.ts'

/** What one process has done so far. */
export interface ProcessSummary {
  readonly name: string
  /** How far its clock is off, ms. */
  readonly skew: number
  readonly requests: number
  readonly errors: number
  /** Tokens that it got from the authorization server. */
  readonly tokenCalls: number
  /** Tokens that it took over from another process. */
  readonly adopted: number
  readonly storeFailures: number
  readonly state: 'running' | 'killed' | 'stopped'
}

/** Sums the log of each process up. A process that has a successor in its place was killed. */
export function summarizeProcesses(logs: readonly ProcessLog[]): ProcessSummary[] {
  return logs
    .toSorted((one, other) => placeOf(one.process) - placeOf(other.process))
    .map(({ process, lines }, index, all) => ({
      name: process,
      skew: lines.find((line) => line.kind === 'started')?.skew ?? 0,
      requests: lines.reduce((sum, line) => sum + (line.kind === 'served' ? line.count : Number(line.kind === 'caller-error')), 0),
      errors: count(lines, (line) => line.kind === 'caller-error'),
      tokenCalls: count(lines, (line) => line.kind === 'obtain' || line.kind === 'hand-over'),
      adopted: count(lines, (line) => line.kind === 'event' && line.name === 'refresh' && line.detail?.includes('grant: store') === true),
      storeFailures: count(lines, (line) => line.kind === 'event' && line.name === 'store-failed'),
      state: stateOf(lines, all[index + 1]?.process, process),
    }))
}

/** One row for each process. */
export function fleetTable(processes: readonly ProcessSummary[]): string[][] {
  const head = ['process', 'clock', 'requests', 'errors', 'token calls', 'adopted', 'store failures', 'state']
  return [
    head,
    ...processes.map(({ name, skew, requests, errors, tokenCalls, adopted, storeFailures, state }) => [
      name,
      `${skew > 0 ? '+' : ''}${skew / 1000} s`,
      ...[requests, errors, tokenCalls, adopted, storeFailures].map(formatCount),
      state,
    ]),
  ]
}

/** All processes in one line. */
export function fleetLine(processes: readonly ProcessSummary[]): string {
  const total = (of: (one: ProcessSummary) => number): number => processes.reduce((sum, one) => sum + of(one), 0)
  return formatList([
    `${formatCount(processes.filter(({ state }) => state === 'running').length)} running`,
    formatCounted(
      total(({ requests }) => requests),
      'request',
    ),
    formatCounted(
      total(({ errors }) => errors),
      'error',
    ),
    formatCounted(
      total(({ tokenCalls }) => tokenCalls),
      'token call',
    ),
  ])
}

function placeOf(name: string): number {
  return Number(name.replace(/^p/, ''))
}

function stateOf(lines: readonly LogLine[], next: string | undefined, name: string): ProcessSummary['state'] {
  if (lines.some(({ kind }) => kind === 'stopped')) return 'stopped'
  return next !== undefined && next.split('.')[0] === name.split('.')[0] ? 'killed' : 'running'
}

function count(lines: readonly LogLine[], isCounted: (line: LogLine) => boolean): number {
  return lines.filter(isCounted).length
}
