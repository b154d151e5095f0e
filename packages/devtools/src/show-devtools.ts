import type { Devtools, DevtoolsOptions } from './devtools.ts'
import { showNothing } from './show-nothing.ts'
import { showPanel } from './show-panel.ts'
import type { Watched } from './sources.ts'

/** Declaration for `process.env.NODE_ENV`, which bundlers replace by a text. */
declare const process: { readonly env: { readonly NODE_ENV?: string } }

/**
 * Adds a button to the edge of the page, for development. The button opens a panel, which shows requests on a time line, waits with
 * reasons, tokens by number, and refreshes. The panel gives advice about requests that got no token. No token, path, query or
 * account key of a pool is recorded.
 *
 * In a production build, the function does nothing. Bundlers choose the build by the export conditions `development` and `production`.
 * Without these conditions, `process.env.NODE_ENV` decides, and the bundler must replace this expression by a string. While the devtools
 * listen, the coordinator emits events for every request, which takes a little time.
 *
 * A second call on the same page replaces the panel of the first call.
 *
 * @param watched - a coordinator or a pool, or several by name
 * @throws {TypeError} `watched` is empty, a value of `watched` is no coordinator or pool, or an option is wrong
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
