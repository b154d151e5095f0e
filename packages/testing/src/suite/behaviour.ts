import type { Setup } from './setup.ts'
import type { TestContext } from './test-context.ts'

/** Abilities that some clients or platforms lack, with a description of each. */
export const needs = {
  timeout: "a time-out option of the client's own",
  retries: "retries of the client's own",
  throwing: 'the client can be made to throw for answers of 400 or above',
  'non-throwing': 'the client can be kept from throwing for answers of 400 or above',
  'hooks-before': 'hooks or interceptors, installed before the client was wrapped',
  'hooks-after': 'hooks or interceptors, installed on the wrapped client',
  'default-headers': 'headers for all requests of a client',
  'base-url': 'a base URL for all requests of a client',
  query: "a query in the client's own terms",
  'url-object': 'a URL may be given as an object',
  'platform-fetch': "requests go through the platform's fetch",
  transport: 'a transport that the user can replace',
  'upload-progress': 'progress callbacks for requests',
  'download-progress': 'progress callbacks for answers',
  'streamed-response': 'answers as streams',
  'streamed-request': 'requests as streams',
  challenge: 'WWW-Authenticate can be read',
  unrestricted: 'any header may be set, and redirects be followed by hand',
  pool: "Node's ways with connections",
  msw: 'msw for Node',
} as const

/**
 * Name of an ability that a behaviour needs. `throwing`, `non-throwing`: the client can throw, or not throw, for responses of 400 or above.
 * `hooks-before`, `hooks-after`: hooks that are installed before or after the client is wrapped. `platform-fetch`: requests use the
 * platform's fetch. `transport`: a transport of the user. `challenge`: WWW-Authenticate can be read. `unrestricted`: any header can be set,
 * and redirects can be followed by hand. `pool`: the connection pools of Node. `msw`: msw for Node. Other names describe the ability.
 */
export type Need = keyof typeof needs

/** The group of a behaviour. `storms`: many requests need a new token at the same time. `clients`: several clients or accounts. */
export type Theme =
  | 'refresh'
  | 'storms'
  | 'challenges'
  | 'bodies'
  | 'requests'
  | 'responses'
  | 'timeouts'
  | 'aborts'
  | 'retries'
  | 'hooks'
  | 'errors'
  | 'redirects'
  | 'credentials'
  | 'clients'
  | 'connections'
  | 'sessions'
  | 'events'

/** A behaviour that a user can observe, with its test. */
export interface Behaviour {
  /** A unique name, which describes what the user observes. */
  readonly name: string
  readonly theme: Theme
  /** Abilities of client and platform that the test needs. @default none */
  readonly needs?: readonly Need[]
  /** Options of the test context. @default the context's defaults */
  readonly setup?: () => Setup
  /** True: no other behaviour may run at the same time. For tests that change global values or use the whole machine. @default false */
  readonly alone?: boolean
  /** Runs the test. @throws {Error} the client does not show the behaviour */
  readonly run: (context: TestContext) => Promise<void>
}

/** Adds the theme to each behaviour. */
export function behavioursOf(theme: Theme, list: readonly Omit<Behaviour, 'theme'>[]): readonly Behaviour[] {
  return list.map((behaviour) => ({ theme, ...behaviour }))
}
