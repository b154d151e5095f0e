import type { Pool } from './settings.ts'

/** An answer that msw gives. */
export interface MockedResponse {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly json: unknown
}

/** What only some platforms have, given to the suite by whoever runs it there. */
export interface Platform {
  /** One connection for all requests, over `node:http` or over undici. */
  readonly createPool?: (kind: 'agent' | 'dispatcher') => Pool
  /** A value as the platform's log shows it, to any depth. */
  readonly inspect?: (value: unknown) => string
  /** msw in front of everything: it answers requests to `url`, and lets all others through. */
  readonly mock?: (url: string, answer: (authorization: string | null) => MockedResponse) => Promise<() => void>
}
