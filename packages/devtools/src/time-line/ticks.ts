import type { TimeScale } from './time-scale.ts'

/** A position on the axis, with a text for the time since the beginning of the chart. */
export interface Tick {
  readonly x: number
  readonly text: string
}

/** Minimum length of one step of the axis, px. */
const distance = 70

/** Computes the ticks of the axis. Shortened times have no ticks. */
export function ticksOf(scale: TimeScale, width: number): Tick[] {
  const shown = scale.to - scale.from - scale.cuts.reduce((sum, { from, to }) => sum + to - from, 0)
  const step = niceStep((shown / width) * distance)
  const starts = [scale.from, ...scale.cuts.map(({ to }) => to)]
  const ends = [...scale.cuts.map(({ from }) => from), scale.to]
  const ticks: Tick[] = []
  for (const [index, start] of starts.entries()) {
    // The loop is short, as a long stretch of time has many steps only if it is wide.
    for (let time = alignUp(start - scale.from, step); scale.from + time <= ends[index]!; time += step) {
      const x = scale.at(scale.from + time)
      if (x - (ticks.at(-1)?.x ?? -distance) >= distance * 0.7) ticks.push({ x, text: textOf(time, step) })
    }
  }
  return ticks
}

/** Returns the smallest of 1, 2, 5, 10, 20, 50 … ms that is at least `least`. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)))
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= least) ?? 10)
}

function alignUp(time: number, step: number): number {
  return Math.ceil(time / step) * step
}

function textOf(time: number, step: number): string {
  if (time === 0) return '0'
  if (time >= 120_000) return `${Number((time / 60_000).toFixed(step < 60_000 ? 1 : 0))} min`
  return time < 1000 && step < 1000 ? `${time} ms` : `${Number((time / 1000).toFixed(step < 100 ? 2 : 1))} s`
}
