import type { Devtools, DevtoolsOptions } from './devtools.ts'
import { showNothing } from './show-nothing.ts'
import { showPanel } from './show-panel.ts'
import type { Watched } from './sources.ts'

/** Bundlers put a text in the place of `process.env.NODE_ENV`. */
declare const process: { readonly env: { readonly NODE_ENV?: string } }

/**
 * Shows a panel at the edge of the page, for development: requests on a time line, who waited and why, tokens by number, refreshes, and
 * what to do about requests that got no token. No token, path, query or account is recorded.
 *
 * In a production build, the function is empty. Bundlers choose by the export conditions `development` and `production`; all others by
 * `process.env.NODE_ENV`, which they have to replace. Events of requests cost little, but not nothing: see the page of events.
 *
 * A second call on the same page replaces the panel of the first call.
 *
 * @param watched - a coordinator or a pool, or several by name
 * @throws {TypeError} `watched` has neither, or an option is wrong
 * @example
 * ```ts
 * import { type Coordinator } from '@everbearer/core'
 * import { showDevtools } from '@everbearer/devtools'
 *
 * declare const auth: Coordinator
 *
 * showDevtools(auth)
 * ```
 */
export function showDevtools(watched: Watched, options?: DevtoolsOptions): Devtools {
  return process.env.NODE_ENV === 'production' ? showNothing(watched, options) : showPanel(watched, options)
}
