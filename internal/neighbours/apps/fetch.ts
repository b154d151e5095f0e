export * from '@everbearer/fetch'
export { clientCredentials } from '@everbearer/oauth2'
