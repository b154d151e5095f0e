import { describe, expect, it, onTestFinished, test } from 'vitest'
import { createOriginGuard, type Origins } from '../../src/policy/allowed-origins.ts'

const guard = createOriginGuard(['https://api.example.com', 'http://localhost:8080'])

describe('a list of origins', () => {
  test.for<[name: string, url: string]>([
    ['the origin itself', 'https://api.example.com'],
    ['a path', 'https://api.example.com/v1/catalogs'],
    ['a query right behind', 'https://api.example.com?x=1'],
    ['a fragment right behind', 'https://api.example.com#x'],
    ['an at sign in the path', 'https://api.example.com/@evil.com'],
    ['an at sign in the query', 'https://api.example.com?@evil.com'],
    ['an at sign in the fragment', 'https://api.example.com#@evil.com'],
    ['the default port', 'https://api.example.com:443/x'],
    ['an empty port', 'https://api.example.com:/x'],
    ['upper case', 'HTTPS://API.EXAMPLE.COM/x'],
    ['blanks around', ' https://api.example.com/x '],
    ['a path that climbs', 'https://api.example.com/../..//evil.com'],
    ['a tab inside the host, which parsers drop', 'https://api.exa\tmple.com/x'],
    ['a line break before the path, which parsers drop', 'https://api.example.com\n/x'],
    ['a backslash as path, which parsers turn', String.raw`https://api.example.com\@evil.com/`],
    ['backslashes for slashes', String.raw`https:\\api.example.com\x`],
    ['full-width letters that fold to the host', 'https://ａｐｉ.example.com/'],
    ['a list entry with a port', 'http://localhost:8080/x'],
  ])('lets the token go to %s', ([, url]) => {
    expect(guard(url)).toBe(true)
  })

  test.for<[name: string, url: string]>([
    ['the name as user name', 'https://api.example.com@evil.com/'],
    ['the name as user name with password', 'https://api.example.com:443@evil.com/'],
    ['the name as user name behind a tab', 'https://api.example.com\t@evil.com/'],
    ['the name as part of a longer one', 'https://api.example.com.evil.com/'],
    ['the name as part of a longer one behind a line break', 'https://api.example.com\n.evil.com/'],
    ['the name as part of a longer one behind a tab', 'https://api.example.com\t.evil.com/'],
    ['the name and letters more', 'https://api.example.community/'],
    ['a trailing dot', 'https://api.example.com./'],
    ['a subdomain', 'https://x.api.example.com/'],
    ['the parent domain', 'https://example.com/'],
    ['another port', 'https://api.example.com:8443/'],
    ['another port that begins alike', 'http://localhost:80801/'],
    ['a port too large', 'https://api.example.com:99999/'],
    ['plain http', 'http://api.example.com/'],
    ['a web socket', 'wss://api.example.com/'],
    ['ftp', 'ftp://api.example.com/'],
    ['the same port on another host', 'http://127.0.0.1:8080/'],
    ['a user name of its own', 'https://me@api.example.com/'],
    ['a password of its own', 'https://:pw@api.example.com/'],
    ['user name and password of its own', 'https://me:pw@api.example.com/'],
    ['backslashes that hide the host', String.raw`https://evil.com\@api.example.com/`],
    ['backslashes that hide the host behind the scheme', String.raw`https:\\evil.com\api.example.com`],
    ['a percent-encoded slash in the host', 'https://api.example.com%2F.evil.com/'],
    ['a percent-encoded at sign in the host', 'https://api.example.com%40evil.com/'],
    ['a null byte behind the host', 'https://api.example.com\0.evil.com/'],
    ['a look-alike letter', 'https://аpi.example.com/'],
    ['a data URL', 'data:text/plain,https://api.example.com/'],
    ['a data URL that begins alike', 'data:https://api.example.com/'],
    ['a javascript URL', 'javascript://api.example.com/%0aalert(1)'],
    ['a file URL', 'file://api.example.com/etc/passwd'],
    ['the name in the path', 'https://evil.com/https://api.example.com/'],
    ['the name in the query', 'https://evil.com?https://api.example.com/'],
    ['what can’t be read', 'https://'],
    ['nothing', ''],
    ['a path alone, where there is no page', '/v1/catalogs'],
    ['a protocol-relative URL, where there is no page', '//api.example.com/'],
    ['the word null', 'null'],
  ])('keeps the token from %s', ([, url]) => {
    expect(guard(url)).toBe(false)
  })

  it.each(['HTTPS://API.EXAMPLE.COM', 'https://api.example.com:443', 'https://api.example.com/', ' https://api.example.com '])(
    'takes %j for the same origin',
    (origin) => {
      const allows = createOriginGuard([origin])
      expect(allows('https://api.example.com/x')).toBe(true)
      expect(allows('https://api.example.com.evil.com/x')).toBe(false)
    },
  )

  it('takes an international name in either spelling', () => {
    const allows = createOriginGuard(['https://bücher.example'])
    expect(allows('https://xn--bcher-kva.example/')).toBe(true)
    expect(allows('https://BÜCHER.example/')).toBe(true)
  })

  it('is not widened when the list changes later', () => {
    const list = ['https://api.example.com']
    const allows = createOriginGuard(list)
    list.push('https://evil.com')
    expect(allows('https://evil.com/')).toBe(false)
  })

  it('resolves a relative URL against the address of a worker', () => {
    pretend('location', { href: 'https://api.example.com/app/' })
    expect(guard('/v1')).toBe(true)
    expect(guard('//evil.com/v1')).toBe(false)
    expect(guard(String.raw`/\evil.com/v1`)).toBe(false)
  })

  it('resolves a relative URL against the base of a page, which may change', () => {
    const document = { baseURI: 'https://evil.com/app/' }
    pretend('location', { href: 'https://api.example.com/app/' })
    pretend('document', document)
    expect(guard('/v1')).toBe(false)
    expect(guard('//api.example.com/v1')).toBe(true)
    document.baseURI = 'https://api.example.com/'
    expect(guard('v1')).toBe(true)
  })
})

function pretend(name: 'document' | 'location' | 'origin', value: object | string): void {
  Object.defineProperty(globalThis, name, { value, configurable: true })
  onTestFinished(() => void Reflect.deleteProperty(globalThis, name))
}

describe('a predicate', () => {
  it('is asked with the parsed URL, and decides', () => {
    const seen: string[] = []
    const allows = createOriginGuard((url) => {
      seen.push(url.hostname)
      return url.hostname.endsWith('.example.com')
    })
    expect(allows('https://a.example.com/')).toBe(true)
    expect(allows('https://a.example.com@evil.com/')).toBe(false)
    expect(allows('https://example.com.evil.com/')).toBe(false)
    expect(seen).toEqual(['a.example.com', 'example.com.evil.com'])
  })

  it('is not asked about what can’t be read or brings credentials', () => {
    const allows = createOriginGuard(() => true)
    expect(allows('https://')).toBe(false)
    expect(allows('/relative')).toBe(false)
    expect(allows('https://me:pw@a.example.com/')).toBe(false)
  })
})

it("'any' lets the token go anywhere but to a URL with credentials of its own", () => {
  const allows = createOriginGuard('any')
  expect(['https://evil.com/', '/relative', 'https://x.com/@me', '', 'https://me@x.com'].map((url) => allows(url))).toEqual([
    true,
    true,
    true,
    true,
    false,
  ])
})

it('takes one origin as a list of one', () => {
  const allows = createOriginGuard('https://api.example.com')
  expect(['https://api.example.com/x', 'https://api.example.com.evil.com/', 'http://api.example.com/'].map((url) => allows(url))).toEqual([
    true,
    false,
    false,
  ])
})

describe("'same-origin'", () => {
  const urls = [
    '/v1',
    'https://shop.example.com/v1',
    'https://api.example.com/v1',
    '//evil.com/v1',
    'https://me:pw@shop.example.com/',
    'https://',
  ]

  it('is the origin of the page', () => {
    pretend('origin', 'https://shop.example.com')
    pretend('location', { href: 'https://shop.example.com/cart?x=1' })
    const allows = createOriginGuard('same-origin')
    expect(urls.map((url) => allows(url))).toEqual([true, true, false, false, false, false])
  })

  it('stays the origin of the page where its base leads elsewhere', () => {
    pretend('origin', 'https://shop.example.com')
    pretend('document', { baseURI: 'https://evil.com/' })
    const allows = createOriginGuard('same-origin')
    expect(urls.map((url) => allows(url))).toEqual([false, true, false, false, false, false])
  })

  it('is that of the address where the platform tells no origin, and is read at each call', () => {
    const location = { href: 'https://shop.example.com/cart' }
    pretend('location', location)
    const allows = createOriginGuard('same-origin')
    expect(allows('/v1')).toBe(true)
    location.href = 'https://api.example.com/'
    expect(allows('https://shop.example.com/v1')).toBe(false)
    Reflect.deleteProperty(globalThis, 'location')
    expect(allows('https://api.example.com/')).toBe(false)
  })

  it('takes two files, or two sandboxed frames, for strangers', () => {
    pretend('origin', 'https://shop.example.com')
    const allows = createOriginGuard('same-origin')
    pretend('origin', 'null')
    expect(['file:///etc/passwd', 'data:text/plain,x', 'https://shop.example.com/'].map((url) => allows(url))).toEqual([
      false,
      false,
      false,
    ])
  })

  it.each([
    ['no page', {}],
    ['a file', { location: { href: 'file:///home/me/index.html' } }],
    ['a sandboxed frame', { origin: 'null', location: { href: 'https://shop.example.com/' } }],
  ])('is a TypeError at creation where there is no origin: %s', (_name, page) => {
    for (const [name, value] of Object.entries(page)) pretend(name as 'location', value as object)
    expect(() => createOriginGuard('same-origin')).toThrow(
      new TypeError(`origins: 'same-origin' is for a page or a worker; here, expected an origin such as "https://api.example.com"`),
    )
  })
})

describe('wrong origins are a TypeError that names the option', () => {
  test.for<[name: string, origins: unknown]>([
    ['missing', undefined],
    ['null', null],
    ['an empty list', []],
    ['one string that is no origin', 'api.example.com'],
    ['one string with a path', 'https://api.example.com/v1'],
    ['one string that is empty', ''],
    ['a word that is misspelt', 'same origin'],
    ['an asterisk', '*'],
    ['a path', ['https://api.example.com/v1']],
    ['a query', ['https://api.example.com/?x']],
    ['an empty query', ['https://api.example.com/?']],
    ['a fragment', ['https://api.example.com/#x']],
    ['a user name', ['https://me@api.example.com']],
    ['no scheme', ['api.example.com']],
    ['no scheme but a port', ['localhost:8080']],
    ['another scheme', ['ftp://api.example.com']],
    ['a web socket', ['wss://api.example.com']],
    ['a data URL', ['data:text/plain,x']],
    ['an asterisk in a list', ['*']],
    ['null as an origin', ['null']],
    ['an empty string', ['']],
    ['a number', [1]],
    ['one bad among good ones', ['https://api.example.com', 'nonsense']],
    ['a set', new Set(['https://api.example.com'])],
    ['a regular expression', /example/],
  ])('%s', ([, origins]) => {
    const create = (): unknown => createOriginGuard(origins as Origins)
    expect(create).toThrow(TypeError)
    expect(create).toThrow(/^origins: /)
  })

  it('shows neither a password nor a name that stands in one', () => {
    for (const credentials of ['me:s3cret', 's3cret', ':s3cret']) {
      expect(() => createOriginGuard([`https://${credentials}@api.example.com`])).toThrow(/^origins: one with credentials ((?!s3cret).)*$/)
    }
  })

  it('shows which one is wrong otherwise', () => {
    expect(() => createOriginGuard(['https://api.example.com', 'nonsense'])).toThrow('"nonsense" is not an origin')
  })

  it('refuses an asterisk in a host name, which would match no host', () => {
    expect(() => createOriginGuard(['https://*.example.com'])).toThrow(/^origins: /)
  })
})
