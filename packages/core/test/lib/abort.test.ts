import { afterEach, expect, it, vi } from 'vitest'
import { abortReason, abortWith, anySignal, throwIfAborted } from '../../src/lib/abort.ts'
import { parseUrl } from '../../src/lib/parse-url.ts'

afterEach(() => vi.unstubAllGlobals())

/** As a platform without `AbortSignal.any`. */
function withoutAny(): void {
  vi.stubGlobal('AbortSignal', {})
}

it.each([
  ['with', () => {}],
  ['without', withoutAny],
])('one signal follows several, %s AbortSignal.any', (_, prepare) => {
  prepare()
  const [first, second] = [new AbortController(), new AbortController()]
  const either = anySignal([first.signal, second.signal])
  expect(either.aborted).toBe(false)
  const reason = new Error('second')
  second.abort(reason)
  expect(either.aborted).toBe(true)
  first.abort(new Error('first'))
  expect(either.reason).toBe(reason)
  expect(anySignal([new AbortController().signal, second.signal]).reason).toBe(reason)
})

it('without AbortSignal.any, no signal keeps a listener after one has aborted', () => {
  withoutAny()
  const [first, second] = [new AbortController(), new AbortController()]
  const removed = vi.spyOn(first.signal, 'removeEventListener')
  anySignal([first.signal, second.signal])
  second.abort()
  expect(removed).toHaveBeenCalledTimes(1)
})

it('a signal of a platform that knows no reason gets the reason, before its listeners run', () => {
  const signal = { aborted: false } as { aborted: boolean; reason?: unknown }
  const seen: unknown[] = []
  const controller = {
    signal,
    abort: () => {
      signal.aborted = true
      seen.push(signal.reason)
    },
  } as unknown as AbortController
  const reason = new Error('the session has ended')
  abortWith(controller, reason)
  abortWith(controller, new Error('later'))
  expect(seen).toEqual([reason, reason])
  expect(() => throwIfAborted(controller.signal)).toThrow(reason)
})

it('an abort without a reason is an AbortError, with and without DOMException', () => {
  expect(abortReason({} as AbortSignal)).toMatchObject({ name: 'AbortError' })
  vi.stubGlobal('DOMException', undefined)
  expect(abortReason({} as AbortSignal)).toMatchObject({ name: 'AbortError' })
})

it('a URL that can not be read is null, without URL.parse', () => {
  vi.spyOn(URL, 'parse').mockImplementation(() => {
    throw new TypeError('URL.parse is not a function')
  })
  expect(parseUrl('no url')).toBeNull()
  expect(parseUrl('/path', 'https://api.example.com')?.href).toBe('https://api.example.com/path')
})
