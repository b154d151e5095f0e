import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createOriginGuard } from '../../src/policy/allowed-origins.ts'

/** Reads a URL as React Native 0.88.1 does (`Libraries/Blob/URL.js`): by these patterns, and without a check. */
class LenientUrl {
  readonly href: string
  constructor(url: string) {
    this.href = /:\/\/[^/?#]+$/.test(url) ? `${url}/` : url
  }
  #find(pattern: RegExp): string {
    return pattern.exec(this.href)?.[1] ?? ''
  }
  get username(): string {
    return this.#find(/^https?:\/\/([^:@]+)(?::[^@]*)?@/)
  }
  get password(): string {
    return this.#find(/https?:\/\/.*:(.*)@/)
  }
  get hostname(): string {
    return this.#find(/^https?:\/\/(?:[^@]+@)?([^:/?#]+)/)
  }
  get protocol(): string {
    return `${this.#find(/^([a-zA-Z][a-zA-Z\d+\-.]*):/)}:`
  }
  get origin(): string {
    return this.#find(/^(https?:\/\/[^/]+)/)
  }
}

beforeEach(() => void vi.stubGlobal('URL', LenientUrl))
afterEach(() => vi.unstubAllGlobals())

/** Hosts that the standard rejects or reads as another host, with the name that a predicate looks for at the end. */
const ambiguous = [
  ...Array.from(' %<>@\\^|', (character) => `https://:@evil.test${character}.example.com/`),
  'https://evil.test\\.example.com/',
  'https://evil.test\t.example.com/',
  'https://evil.test\n.example.com/',
  'https://evil.test\0.example.com/',
  'https://evil.test\u{7f}.example.com/',
  'https://evil.test%2f.example.com/',
  'https://evil.test／.example.com/',
  'https://evil.test＃.example.com/',
  'https://@evil.test@.example.com/',
  'https://evil.test/@.example.com/',
]

it('a predicate allows no URL whose host is ambiguous', () => {
  const guard = createOriginGuard(({ hostname }) => hostname.endsWith('.example.com'))
  expect(ambiguous.filter((url) => guard(url))).toEqual([])
})

it('a list allows no URL whose host is ambiguous', () => {
  const guard = createOriginGuard(['https://api.example.com'])
  const urls = ambiguous.map((url) => url.replace('.example.com', 'api.example.com'))
  expect(urls.filter((url) => guard(url))).toEqual([])
  expect(guard(String.raw`https://api.example.com\@evil.test/`)).toBe(false)
})

it('a URL that has no host for the platform gets no token, whatever the predicate says', () => {
  expect(createOriginGuard(() => true)('HTTPS://evil.test/')).toBe(false)
  expect(createOriginGuard('any')('HTTPS://me:secret@evil.test/')).toBe(false)
})

it('a plain host is allowed', () => {
  const guard = createOriginGuard(({ hostname }) => hostname.endsWith('.example.com'))
  expect(['https://api.example.com/', 'https://a_b-c.example.com:8443/x?y#z', 'https://xn--bcher-kva.example.com'].map(guard)).toEqual([
    true,
    true,
    true,
  ])
  expect(createOriginGuard(['https://api.example.com'])('https://api.example.com/v1')).toBe(true)
})
