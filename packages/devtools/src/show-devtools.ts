import type { Devtools, DevtoolsOptions } from './devtools.ts'
import { showNothing } from './show-nothing.ts'
import { showPanel } from './show-panel.ts'
import type { Watched } from './sources.ts'

/** Declaration for `process.env.NODE_ENV`, which bundlers replace by a text. */
declare const process: { readonly env: { readonly NODE_ENV?: string } }

/**
 * Shows a panel at the edge of the page, for development. The panel shows requests on a time line, waits with reasons, tokens by number,
 * and refreshes. It gives advice about requests that got no token. No token, path, query or account is recorded.
 *
 * In a production build, the function is empty. Bundlers choose the build by the export conditions `development` and `production`. Without
 * these conditions, `process.env.NODE_ENV` decides, which must be replaced by a text. Events of requests cost a little time: see the page
 * about events.
 *
 * A second call on the same page replaces the panel of the first call.
 *
 * @param watched - a coordinator or a pool, or several by name
 * @throws {TypeError} `watched` contains no coordinator or pool, or an option is wrong
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
