export * from '@everbearer/testing/server/remote'
