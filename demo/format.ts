const integers = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const tenths = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const free = new Intl.NumberFormat('en', { maximumFractionDigits: 2 })

/** E.g. `12,345`. */
export function formatCount(count: number): string {
  return integers.format(count)
}

/** E.g. `2 replays`, `1 replay`. */
export function formatCounted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** ms, e.g. `3.2`; a dash for no value. */
export function formatLatency(ms: number | undefined): string {
  return ms === undefined ? '–' : tenths.format(ms)
}

/** From ms, e.g. `2.4 s`. */
export function formatMoment(ms: number): string {
  return `${tenths.format(ms / 1000)} s`
}

/** From ms, without zeros at the end: `20 s`, `0.8 s`. */
export function formatSeconds(ms: number): string {
  return `${free.format(ms / 1000)} s`
}

/** `a`, `a and b`, `a, b and c`. */
export function formatList(names: readonly string[]): string {
  return new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(names)
}
