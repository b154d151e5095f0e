import { expect, test } from 'vitest'
import { nearMatch } from '../../src/lib/near-match.ts'

const names = ['source', 'origins', 'store', 'refreshAt', 'refreshTimeout', 'retries', 'maxRetryTime', 'max', 'clock']

test.for([
  ['retires', 'retries'],
  ['retry', 'retries'],
  ['retrys', 'retries'],
  ['origin', 'origins'],
  ['Origins', 'origins'],
  ['sources', 'source'],
  ['soruce', 'source'],
  ['refreshat', 'refreshAt'],
  ['refresh_timeout', 'refreshTimeout'],
  ['maxRetriesTime', 'maxRetryTime'],
  ['stoer', 'store'],
  ['clocks', 'clock'],
  ['mx', 'max'],
] as const)('%s is most likely %s', ([name, near]) => {
  expect(nearMatch(name, names)).toBe(near)
})

test.for(['', 'x', 'xyz', 'ab', 'bearer', 'tokenEndpoint', '__proto__', 'on'])('nothing is near %j', (name) => {
  expect(nearMatch(name, names)).toBeUndefined()
})

test('of two that are near, the nearest is taken', () => {
  expect(nearMatch('refresh-faild', ['refresh', 'refresh-failed'])).toBe('refresh-failed')
  expect(nearMatch('refreshed', ['refresh', 'refresh-failed'])).toBe('refresh')
})
