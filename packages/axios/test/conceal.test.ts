import { inspect } from 'node:util'
import { AxiosError } from 'axios'
import { describe, expect, it } from 'vitest'
import { conceal, concealedCopy } from '../src/conceal.ts'
import { concealedError } from '../src/concealed-response.ts'

describe('conceal', () => {
  it('keeps a property out of sight, and leaves it readable', () => {
    const owner = { shown: 1, hidden: 's3cret' }
    conceal(owner, 'hidden', 'absent')
    expect(inspect(owner)).toBe('{ shown: 1 }')
    expect(JSON.stringify(owner)).toBe('{"shown":1}')
    expect(owner.hidden).toBe('s3cret')
    expect('absent' in owner).toBe(false)
  })
})

describe('concealedError', () => {
  it('hides the XMLHttpRequest in the event of an error, which shows its headers in React Native', () => {
    const target = { _headers: { authorization: 'Bearer s3cret' } }
    const event = { type: 'error', target, currentTarget: target }
    const error = concealedError(Object.assign(new AxiosError('Network Error'), { event })) as AxiosError & { event: typeof event }
    expect(inspect(error, { depth: Infinity })).not.toContain('s3cret')
    expect(error.event.target).toBe(target)
  })
})

describe('concealedCopy', () => {
  it('has all that the original has, one property out of sight', () => {
    const owner = { data: 1, request: { header: 's3cret' }, [Symbol.for('own')]: 2 }
    const copy = concealedCopy(owner, 'request')
    expect({ ...copy }).toEqual({ data: 1, [Symbol.for('own')]: 2 })
    expect(inspect(copy)).not.toContain('s3cret')
    expect(copy.request).toBe(owner.request)
    expect(Object.keys(owner)).toEqual(['data', 'request'])
  })

  it('may be changed as the original might', () => {
    const copy: { data: number; request?: string } = concealedCopy({ data: 1, request: 's3cret' }, 'request')
    copy.request = 'mine'
    expect(copy.request).toBe('mine')
    delete copy.request
    expect('request' in copy).toBe(false)
  })

  it.each([{ data: 1 }, { data: 1, request: null }, Object.freeze({ data: 1, request: undefined })])(
    'is no copy where there is nothing to hide: %j',
    (owner: { data: number; request?: unknown }) => {
      expect(concealedCopy(owner, 'request')).toBe(owner)
    },
  )
})
