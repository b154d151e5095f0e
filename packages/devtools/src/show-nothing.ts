import type { Devtools, DevtoolsOptions } from './devtools.ts'
import type { Watched } from './sources.ts'

/** Returns devtools that show nothing, as in production. */
export function showNothing(_watched: Watched, _options?: DevtoolsOptions): Devtools {
  return { open: doNothing, hide: doNothing, close: doNothing, [Symbol.dispose]: doNothing }
}

function doNothing(): void {}
