export type { Devtools, DevtoolsOptions } from './devtools.ts'
export { showPanel as showDevtools } from './show-panel.ts'
export type { Watched } from './sources.ts'
