import type { Mutant } from '../mutant.ts'

const guard = {
  file: 'packages/core/src/policy/allowed-origins.ts',
  tests: ['--project', 'core', 'policy/allowed-origins.test.ts', 'policy/lenient-url.test.ts', 'pitfalls/guards.test.ts'],
}

export const origins: readonly Mutant[] = [
  {
    ...guard,
    name: 'origin-without-closing-slash',
    rule: 'An origin ends at the slash that closes it: another origin may begin with the same text.',
    find: '(origin) => `${origin}/`',
    replace: '(origin) => origin',
  },
  {
    ...guard,
    name: 'truthy-predicate',
    rule: 'A predicate allows an origin by `true` alone: the promise of an async one would allow all.',
    find: 'parsed !== null && isTrue(origins(parsed))',
    replace: 'parsed !== null && Boolean(origins(parsed))',
  },
  {
    ...guard,
    name: 'url-with-credentials',
    rule: 'A URL that brings credentials of its own gets no token.',
    find: 'parsed.username || parsed.password || ',
    replace: '',
  },
  {
    ...guard,
    name: 'host-with-a-backslash',
    rule: 'A URL whose host the network may read as another host gets no token.',
    find: ' || isAmbiguous(parsed)',
    replace: '',
  },
  {
    ...guard,
    name: 'host-with-few-forbidden-characters',
    rule: 'Each character that the URL standard forbids in a host makes the URL ambiguous.',
    find: '[!"$&-.0-;=A-[\\]_-{}~]+',
    replace: '[^\\s%\\\\]+',
  },
  {
    ...guard,
    name: 'host-anywhere-in-the-url',
    rule: 'An allowed origin counts at the beginning of a URL only.',
    find: 'url.lastIndexOf(prefix, 0) === 0',
    replace: 'url.includes(prefix)',
  },
]
