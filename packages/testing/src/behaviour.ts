import type { Setup } from './setup.ts'
import type { TestContext } from './test-context.ts'

/** What not every client or platform can, and what it means. */
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

export type Need = keyof typeof needs

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

/** One thing that a user can observe, with what shows it. */
export interface Behaviour {
  /** Unique; says what the user observes. */
  readonly name: string
  readonly theme: Theme
  readonly needs?: readonly Need[]
  readonly setup?: () => Setup
  /** It touches what is global, or takes all of the machine: nothing else may run meanwhile. */
  readonly alone?: boolean
  readonly run: (context: TestContext) => Promise<void>
}

/** The behaviours of one theme. */
export function behavioursOf(theme: Theme, list: readonly Omit<Behaviour, 'theme'>[]): readonly Behaviour[] {
  return list.map((behaviour) => ({ theme, ...behaviour }))
}
