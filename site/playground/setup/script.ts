/** What a visitor can do to both sides at once. */
export type Act =
  /** Sends requests, spread over a second. */
  | { readonly kind: 'send'; readonly count: number }
  /** Revokes all access tokens. */
  | { readonly kind: 'revoke' }
  | { readonly kind: 'down' }
  | { readonly kind: 'up' }
  /** Logs out in another tab. */
  | { readonly kind: 'sign-out' }
  /** Signs the other user in. */
  | { readonly kind: 'switch-user' }
  /** Revokes all access tokens. The next token response is lost after the server has rotated the refresh token. */
  | { readonly kind: 'crash' }

/** Acts with their times, ms from the start. */
export type Script = readonly Step[]

export interface Step {
  readonly at: number
  readonly act: Act
}

/** Most steps of a script, most requests of a step, and the latest time of a step, ms. */
export const limits = { steps: 30, requests: 200, at: 60_000 } as const

const letters = { r: 'revoke', d: 'down', u: 'up', o: 'sign-out', b: 'switch-user', c: 'crash' } as const

type Letter = keyof typeof letters

/** Writes a script as in `0s100.500r`. */
export function formatScript(script: Script): string {
  return script.map(({ at, act }) => `${at}${formatAct(act)}`).join('.')
}

function formatAct(act: Act): string {
  if (act.kind === 'send') return `s${act.count}`
  return Object.keys(letters).find((letter) => letters[letter as Letter] === act.kind)!
}

/** Reads what `formatScript` wrote. @returns undefined: the text is no script, or is beyond the limits */
export function parseScript(text: string): Script | undefined {
  if (text === '') return []
  const steps = text.split('.').map(parseStep)
  return steps.length <= limits.steps && steps.every((step) => step !== undefined) ? steps : undefined
}

function parseStep(text: string): Step | undefined {
  const [, time, letter, count] = /^(\d{1,5})(?:([rduobc])|s(\d{1,3}))$/.exec(text) ?? []
  const at = Number(time)
  if (time === undefined || at > limits.at) return undefined
  if (letter !== undefined) return { at, act: { kind: letters[letter as Letter] } }
  const requests = Number(count)
  return requests >= 1 && requests <= limits.requests ? { at, act: { kind: 'send', count: requests } } : undefined
}
