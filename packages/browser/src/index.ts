export type { TabStore, TabStoreOptions } from './options.ts'
export { sealed } from './sealed.ts'
export { tabStore } from './tab-store.ts'
export type { Sealed, Vault, VaultContent } from './vault.ts'
