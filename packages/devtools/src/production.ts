export type { Devtools, DevtoolsOptions } from './devtools.ts'
export { showNothing as showDevtools } from './show-nothing.ts'
export type { Watched } from './sources.ts'
