const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** E.g. `12,345`. */
export function count(value: number): string {
  return whole.format(value)
}

/** About three significant digits: `0.94`, `12.3`, `1,234`. */
export function figure(value: number): string {
  if (Math.abs(value) >= 100) return count(value)
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2)
}

/** E.g. `1.042`. */
export function ratio(value: number): string {
  return value.toFixed(3)
}

/** E.g. `9.05 kB`. */
export function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(2)} kB`
}
