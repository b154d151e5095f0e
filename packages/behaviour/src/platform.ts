import type { Pool } from './settings.ts'

/** What only some platforms have, given to the suite by whoever runs it there. */
export interface Platform {
  /** One connection for all requests. */
  readonly createPool?: () => Pool
}
