export * from '@everbearer/testing/server'
export { startKeyValueServer } from './key-value-server.ts'
export type { KeyValueMessage, KeyValueRequest, KeyValueServer, KeyValueServerOptions } from './key-value-server.ts'
