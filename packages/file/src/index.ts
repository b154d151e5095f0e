export { type FileStore, fileStore } from './file-store.ts'
export type { FileStoreOptions } from './options.ts'
export { tokenPath } from './token-path.ts'
export type { FileStoreWarning } from './warnings.ts'
