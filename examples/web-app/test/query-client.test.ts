import { SessionEndedError, TokenUnavailableError } from '@everbearer/fetch'
import { expect, it } from 'vitest'
import { queryClient } from '../src/query-client.ts'

it('queries are tried again after any error but the end of the session', () => {
  const retry = queryClient.getDefaultOptions().queries?.retry as (failures: number, error: Error) => boolean
  expect(retry(0, new SessionEndedError('no-grant'))).toBe(false)
  expect(retry(0, new TokenUnavailableError('down', Date.now()))).toBe(true)
  expect(retry(3, new Error('down'))).toBe(false)
})
