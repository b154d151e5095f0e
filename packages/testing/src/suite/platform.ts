import type { Pool } from './settings.ts'

/** A response that msw (Mock Service Worker) gives in place of the server. */
export interface MockedResponse {
  readonly status: number
  /** Headers of the response. @default none */
  readonly headers?: Readonly<Record<string, string>>
  /** The value that is sent as a JSON body. */
  readonly json: unknown
}

/** Functions that only some platforms have. The runner of the suite passes them. */
export interface Platform {
  /** Makes a pool of one connection, over `node:http` or over undici. @default the platform has no pools */
  readonly createPool?: (kind: 'agent' | 'dispatcher') => Pool
  /** Prints a value like the platform's log, but to any depth. @default no log is checked */
  readonly inspect?: (value: unknown) => string
  /** Starts msw, which responds to requests to `url` and passes on others. Resolves to a function that stops msw. @default no msw */
  readonly mock?: (url: string, answer: (authorization: string | null) => MockedResponse) => Promise<() => void>
}
