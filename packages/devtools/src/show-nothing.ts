import type { Devtools, DevtoolsOptions } from './devtools.ts'
import type { Watched } from './sources.ts'

/** Returns devtools whose functions do nothing, for production builds and outside browsers. */
export function showNothing(_watched: Watched, _options?: DevtoolsOptions): Devtools {
  return { open: doNothing, hide: doNothing, close: doNothing, [Symbol.dispose]: doNothing }
}

function doNothing(): void {}
