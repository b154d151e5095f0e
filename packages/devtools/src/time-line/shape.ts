import { tokenStyleName } from './token-style.ts'

/** An SVG element as plain data. */
export interface Shape {
  readonly tag: 'rect' | 'text' | 'path' | 'line'
  readonly attributes: Readonly<Record<string, string | number>>
  readonly text?: string
}

/** Makes a bar. @param token - token whose pattern fills the bar; undefined: no pattern */
export function rect(x: number, y: number, width: number, height: number, className: string, token?: number): Shape {
  const fill = token === undefined ? {} : { fill: `url(#token-${tokenStyleName(token)})` }
  return { tag: 'rect', attributes: { x: round(x), y: round(y), width: round(width), height: round(height), class: className, ...fill } }
}

/** Makes a vertical line. */
export function line(x: number, from: number, to: number, className: string): Shape {
  return { tag: 'line', attributes: { x1: round(x), x2: round(x), y1: from, y2: to, class: className } }
}

export function textShape(x: number, y: number, className: string, text: string): Shape {
  return { tag: 'text', attributes: { x: round(x), y, class: className }, text }
}

/** Rounds to tenths of a pixel, as smaller changes of attributes would not be visible. */
export function round(value: number): number {
  return Math.round(value * 10) / 10
}
