import { createDice, damage, type Dice } from '../../../packages/core/test/fuzz/dice.ts'

/** Where the token may go. */
export const allowedOrigins: readonly string[] = ['https://api.example.com', 'http://127.0.0.1:8080', 'http://[::1]:3000']

/** What a client is asked to fetch. */
export interface UrlInput {
  /** `--seed` of a run of this input alone. */
  readonly seed: number
  /** For clients that take a base URL or a prefix; fetch gets both parts as one text. */
  readonly base?: string
  readonly url: string
  /** How fetch is given the URL; the others are given text. */
  readonly as: 'text' | 'URL' | 'Request'
  /** Does the caller change its URL object while the request waits for a token? */
  readonly isChanged: boolean
}

const schemes = [
  'https:',
  'http:',
  'https:',
  'http:',
  'HTTPS:',
  'hTtP:',
  ' https:',
  '\thttp:',
  'ht\ntps:',
  'https',
  '',
  'ftp:',
  'ws:',
  'data:',
  'javascript:',
  'blob:https:',
  'file:',
]
const slashes = ['//', '//', '//', '/', '', '///', '\\\\', '/\\', '\\/', '/\t/']
const users = ['', '', '', '', 'api.example.com@', 'me:pw@', '@', ':@', '%61pi@', 'a@b@', 'api.example.com:443@', '127.0.0.1:8080@']
const hosts = [
  'api.example.com',
  'api.example.com',
  'API.Example.COM',
  'api.example.com.',
  'evil.example',
  'evil.example',
  'api.example.com.evil.example',
  'evil-api.example.com',
  'xapi.example.com',
  'example.com',
  'api。example。com',
  'ａｐｉ.example.com',
  'api.example.c\u00ADom',
  'api%2eexample%2ecom',
  'api.example.com%2eevil.example',
  'api.example.com%00.evil.example',
  'api.example.com\0.evil.example',
  'evil.example\\.api.example.com',
  'evil.example#api.example.com',
  'evil.example?api.example.com',
  'evil.example/api.example.com',
  'аpi.example.com',
  'xn--pi-6kc.example.com',
  'api.example.com,evil.example',
  'api.example.com evil.example',
  'api.exam\tple.com',
  '[api.example.com]',
  '127.0.0.1',
  '127.0.0.1',
  '127.1',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '2130706433',
  '127.0.0.1.',
  '127.0.0.2',
  'localhost',
  '[::1]',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::0001]',
  '[::ffff:127.0.0.1]',
  '[::1%25lo]',
  '::1',
  '',
  '.',
  '%',
]
const ports = [
  '',
  '',
  '',
  ':443',
  ':80',
  ':8080',
  ':8080',
  ':3000',
  ':3000',
  ':',
  ':0443',
  ':08080',
  ':65536',
  ':8081',
  ':80a',
  ':-1',
  ':8080:80',
  ':٨٠٨٠',
]
const paths = [
  '',
  '/',
  '/orders',
  '/orders?x=1#y',
  '\\orders',
  '//evil.example/',
  '/\\evil.example',
  '/../../',
  '/@evil.example/',
  '@evil.example/',
  '.evil.example/',
  ':80@evil.example/',
  '?@evil.example',
  '#@evil.example',
  '/%2e%2e//evil.example',
  '/https://evil.example/',
  ';evil.example',
  '/\t/evil.example',
  '\n//evil.example',
  '/é😀',
  '/a b',
  '/?u=https://api.example.com/',
]
/** Alone, or behind a base. */
const relatives = [
  'orders',
  '/orders',
  './orders',
  '../../orders',
  '?x=1',
  '#y',
  '',
  '//evil.example/x',
  '///evil.example/x',
  '\\\\evil.example/x',
  '/\\evil.example/x',
  '\t//evil.example/x',
  '@evil.example/x',
  '.evil.example/x',
  ':8081/x',
  ':pw@evil.example/x',
  'https:evil.example/x',
  'https:/evil.example/x',
  'http:orders',
  'https://evil.example/x',
  'HTTP://evil.example/x',
  ' https://evil.example/x',
  'https:\\\\evil.example\\x',
  'x://evil.example/x',
  'data:,x',
  'blob:https://api.example.com/x',
  'javascript:1',
  '//api.example.com/x',
  '//127.0.0.1:8080/x',
]
const bases = [
  'https://api.example.com',
  'https://api.example.com/',
  'https://api.example.com/v1',
  'http://127.0.0.1:8080',
  'http://[::1]:3000/a/b/',
  'https://evil.example',
  'https://api.example.com:443',
  'https://api.example.com?x=',
  'https://api.example.com#',
  '//api.example.com',
  'https:/api.example.com',
  '/v1',
  'https://api.example.com\\',
]

/** An input by its seed: the same for every client, in Node and in Chromium. */
export function urlInput(seed: number): UrlInput {
  const dice = createDice(seed)
  const as = dice.pick(['text', 'text', 'URL', 'Request'] as const)
  const common = { seed, as, isChanged: as === 'URL' && dice.oneIn(2) }
  if (dice.oneIn(3)) return { ...common, base: maybeDamaged(dice.pick(bases), dice, 8), url: maybeDamaged(anyRelative(dice), dice, 4) }
  return { ...common, url: maybeDamaged(dice.oneIn(6) ? anyRelative(dice) : absolute(dice), dice, 4) }
}

function anyRelative(dice: Dice): string {
  return dice.oneIn(5) ? absolute(dice) : dice.pick(relatives)
}

function absolute(dice: Dice): string {
  return dice.pick(schemes) + dice.pick(slashes) + dice.pick(users) + dice.pick(hosts) + dice.pick(ports) + dice.pick(paths)
}

function maybeDamaged(text: string, dice: Dice, times: number): string {
  return dice.oneIn(times) ? damage(text, dice) : text
}
