export * from '@everbearer/testing/server/control'
