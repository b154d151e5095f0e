export type { Devtools, DevtoolsOptions } from './devtools.ts'
export { showDevtools } from './show-devtools.ts'
export type { Watched } from './sources.ts'
