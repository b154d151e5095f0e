import type { Devtools, DevtoolsOptions } from './devtools.ts'
import type { Watched } from './sources.ts'

/** Shows nothing, as in production. */
export function showNothing(_watched: Watched, _options?: DevtoolsOptions): Devtools {
  return { open: doNothing, hide: doNothing, close: doNothing, [Symbol.dispose]: doNothing }
}

function doNothing(): void {}
