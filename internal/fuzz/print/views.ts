import { Console } from 'node:console'
import { Writable } from 'node:stream'
import { inspect } from 'node:util'
import { leaksOf } from '@everbearer/testing/conformance'
import { EverbearerError } from '@everbearer/core'

/** Longest chain of causes that is followed. */
const longest = 20

/** Each way in which a value reaches a log, a crash report or another process, and shows one of the secrets there. */
export function printedLeaks(value: unknown, secrets: readonly string[]): string[] {
  const leaks = leaksOf(value, secrets, (part) => inspect(part, { depth: Infinity }))
  const views: Record<string, () => unknown> = {
    'in the log, as deep as it is by default': () => inspect(value),
    'in the log, with getters': () => inspect(value, { depth: Infinity, getters: true }),
    'by console.log': () => logged((console) => console.log(value)),
    'by console.error with text': () => logged((console) => console.error('failed:', value)),
    'by console.dir': () => logged((console) => console.dir(value, { depth: 12 })),
    'by console.table': () => logged((console) => console.table(withoutBytes(value))),
    'in a longer text': () => `failed: ${value as string}`,
    'as JSON of its fields': () => JSON.stringify({ error: value, ...(withoutBytes(value) as object) }),
    // With hidden fields only what is ours: a client's own request hides the token's header in such fields.
    'in the log, hidden fields too': () =>
      value instanceof EverbearerError ? inspect(value, { depth: Infinity, showHidden: true, customInspect: false }) : '',
  }
  for (const [view, print] of Object.entries(views)) if (shows(attempt(print), secrets)) leaks.push(view)
  const clone: unknown = attempt(() => structuredClone(value))
  leaks.push(...leaksOf(clone, secrets, inspect).map((leak) => `in a clone: ${leak}`))
  causesOf(value).forEach((cause, depth) => {
    leaks.push(...leaksOf(cause, secrets, (part) => inspect(part, { depth: Infinity })).map((leak) => `in cause ${depth + 1}: ${leak}`))
  })
  return leaks
}

/**
 * The value without bytes in its fields, or undefined for bytes. A table gives each byte a row or a column of its own,
 * which shows no text and takes seconds for 1 MB.
 */
export function withoutBytes(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return undefined
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value)
  const others = fields.filter(([, field]) => !ArrayBuffer.isView(field))
  return others.length === fields.length ? value : Object.fromEntries(others)
}

function causesOf(value: unknown): unknown[] {
  const causes: unknown[] = []
  for (let link = value; link instanceof Error && link.cause !== undefined && causes.length < longest; link = link.cause)
    causes.push(link.cause)
  return causes
}

function logged(log: (console: Console) => void): string {
  let text = ''
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString()
      done()
    },
  })
  log(new Console({ stdout: stream, stderr: stream, ignoreErrors: true }))
  return text
}

function shows(text: unknown, secrets: readonly string[]): boolean {
  return typeof text === 'string' && secrets.some((secret) => text.includes(secret))
}

/** What can't be printed shows nothing. */
function attempt(print: () => unknown): unknown {
  try {
    return print()
  } catch {
    return undefined
  }
}
