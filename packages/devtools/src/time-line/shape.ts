import { tokenStyleName } from './token-style.ts'

/** An SVG element as plain data. */
export interface Shape {
  readonly tag: 'rect' | 'text' | 'path' | 'line'
  readonly attributes: Readonly<Record<string, string | number>>
  readonly text?: string
}

/** A bar. @param token - fills the bar with the pattern of this token */
export function rect(x: number, y: number, width: number, height: number, className: string, token?: number): Shape {
  const fill = token === undefined ? {} : { fill: `url(#token-${tokenStyleName(token)})` }
  return { tag: 'rect', attributes: { x: round(x), y: round(y), width: round(width), height: round(height), class: className, ...fill } }
}

/** A vertical line. */
export function line(x: number, from: number, to: number, className: string): Shape {
  return { tag: 'line', attributes: { x1: round(x), x2: round(x), y1: from, y2: to, class: className } }
}

export function textShape(x: number, y: number, className: string, text: string): Shape {
  return { tag: 'text', attributes: { x: round(x), y, class: className }, text }
}

/** To tenths of a pixel: finer steps would change attributes for nothing. */
export function round(value: number): number {
  return Math.round(value * 10) / 10
}
