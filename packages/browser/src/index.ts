export type { TabStore, TabStoreOptions } from './options.ts'
export { tabStore } from './tab-store.ts'
