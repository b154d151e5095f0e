export * from '@everbearer/testing/server/token-books'
