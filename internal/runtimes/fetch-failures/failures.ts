import { classify } from '../../../packages/core/src/policy/classify-failure.ts'

/** Where requests fail. */
export interface Servers {
  /** Of a server that breaks its answers by path. */
  readonly url: string
  /** Of a port where nobody listens. */
  readonly unreachable: string
}

/** What a runtime throws, and what core makes of it. */
export interface ObservedFailure {
  readonly kind: string
  readonly name: string
  /** Its message and code, and those of its causes. */
  readonly shown: string
  readonly class: string
}

type Attempt = (servers: Servers) => Promise<unknown>

const at =
  (path: string): Attempt =>
  ({ url }) =>
    fetch(url + path, { method: 'POST' })
const read =
  (path: string): Attempt =>
  async ({ url }) =>
    (await fetch(url + path)).json()

/** Requests that fail on their way, as in a token source that somebody wrote by hand. */
const failures: Readonly<Record<string, Attempt>> = {
  'nobody listens': ({ unreachable }) => fetch(unreachable, { method: 'POST' }),
  'no such host': () => fetch('http://everbearer.invalid/'),
  'no TLS': ({ url }) => fetch(url.replace('http:', 'https:')),
  'a connection that is reset': at('/reset'),
  'a connection that ends': at('/end'),
  'an answer that is not HTTP': at('/garbage'),
  'a body that breaks off': read('/half'),
  'a body in chunks that breaks off': read('/chunk'),
  'a body that cannot be unpacked': read('/packed'),
  'an abort': ({ url }) => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 50)
    return fetch(`${url}/hang`, { signal: controller.signal })
  },
  'a time-out': ({ url }) => fetch(`${url}/hang`, { signal: AbortSignal.timeout(50) }),
}

/** The same source with a mistake in its code. */
const mistakes: Readonly<Record<string, Attempt>> = {
  'a method that does not exist': async ({ url }) => ((await fetch(`${url}/ok`)) as unknown as { readJson: () => unknown }).readJson(),
  'a field of undefined': async () => (undefined as unknown as Response).status,
  'a name that nobody declared': async () => undeclared,
  'a URL that is none': async () => new URL('session/refresh'),
  'headers that are none': async ({ url }) => fetch(`${url}/ok`, { headers: { 'x y': '1' } }),
}

declare const undeclared: unknown

/** What core has to make of each. */
export const expected: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.keys(failures).map((kind) => [kind, 'transient'])),
  ...Object.fromEntries(Object.keys(mistakes).map((kind) => [kind, 'source-error'])),
}

/** Makes each request in this runtime, one after the other. */
export async function tryAll(servers: Servers, tell: (failure: ObservedFailure) => void): Promise<void> {
  for (const [kind, attempt] of Object.entries({ ...failures, ...mistakes })) {
    try {
      await attempt(servers)
      tell({ kind, name: 'none', shown: 'nothing failed', class: 'none' })
    } catch (error) {
      tell({ kind, name: (error as Error).name, shown: show(error), class: classify(error, 'obtain').class })
    }
  }
}

function show(error: unknown): string {
  const { name, message, code, cause } = error as Error & { readonly code?: string | number }
  return `${name}${code === undefined ? '' : ` [${code}]`}: ${message}${cause === undefined ? '' : `, because of ${show(cause)}`}`
}
