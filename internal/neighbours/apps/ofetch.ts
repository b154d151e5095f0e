export * from '@everbearer/ofetch'
export { clientCredentials } from '@everbearer/oauth2'
