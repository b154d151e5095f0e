import type { Devtools, DevtoolsOptions } from './devtools.ts'
import { openPanel } from './panel/panel.ts'
import { showNothing } from './show-nothing.ts'
import type { Watched } from './sources.ts'

/** Adds the panel to the page. Without a `document`, outside browsers, returns devtools whose functions do nothing. */
export function showPanel(watched: Watched, options: DevtoolsOptions = {}): Devtools {
  return typeof document === 'undefined' ? showNothing(watched) : openPanel(watched, options)
}
