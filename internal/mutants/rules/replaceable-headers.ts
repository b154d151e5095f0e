import type { Mutant } from '../mutant.ts'

const guard = {
  file: 'packages/core/src/policy/replaceable-header.ts',
  tests: ['--project', 'core', 'policy/replaceable-header.test.ts'],
}
const graphql = {
  file: 'packages/fetch/src/has-unauthenticated-error.ts',
  tests: ['--project', 'fetch', 'graphql-rejections'],
}

/** Headers of a request's own that the token may replace, and responses of 200 that reject a token. */
export const replaceableHeaders: readonly Mutant[] = [
  {
    ...guard,
    name: 'truthy-placeholder',
    rule: 'A header is replaced by `true` alone: the promise of an async function would replace all.',
    find: 'return isTrue(isPlaceholder?.(value))',
    replace: 'return Boolean(isPlaceholder?.(value))',
  },
  {
    ...guard,
    name: 'placeholder-of-another-origin',
    rule: 'A placeholder is replaced at its own origin only.',
    find: "predicates.get(originOf(url) ?? '')",
    replace: '[...predicates.values()][0]',
  },
  {
    ...guard,
    name: 'placeholder-without-a-use',
    rule: 'An origin to which no token goes is an error of the option.',
    find: "typeof allowed === 'string' || allowed.includes(origin)",
    replace: 'true',
  },
  {
    file: 'packages/core/src/adapter/send-with-token.ts',
    tests: ['--project', 'fetch', 'suite', '-t', 'placeholder'],
    name: 'placeholder-of-a-request-without-token',
    rule: 'A header of a request with `bearer: false` is not shown to `replaceIf`.',
    find: 'side.replaces === undefined || request.bearer === false',
    replace: 'side.replaces === undefined',
  },
  {
    file: 'packages/core/src/adapter/create-adapter-side.ts',
    tests: ['--project', 'core', 'test/adapter/with-scheme.test.ts'],
    name: 'placeholder-in-another-header',
    rule: 'The option speaks of the header of the token, and of no other header of a scheme.',
    find: 'name.toLowerCase() === header.toLowerCase() && replaces(url, value)',
    replace: 'replaces(url, value)',
  },
  {
    file: 'packages/core/src/adapter/fetch-with-token.ts',
    tests: ['--project', 'fetch', 'credentials.test.ts'],
    name: 'placeholder-beside-the-token',
    rule: 'The token replaces a header whatever the case of its name.',
    find: 'call.replacesOwn ? new Headers(headers) : headers',
    replace: 'headers',
  },
  {
    file: 'packages/axios/src/token.ts',
    tests: ['--project', 'axios', 'credentials.test.ts'],
    name: 'placeholder-beside-the-token-of-axios',
    rule: 'The token replaces a header of axios whatever the case of its name.',
    find: 'if (replacesOwn) sent.delete(Object.keys(token))',
    replace: '',
  },
  {
    file: 'packages/axios/src/send.ts',
    tests: ['--project', 'axios', 'credentials.test.ts'],
    name: 'placeholder-beside-auth',
    rule: 'A request with the credentials of axios is left alone.',
    find: 'auth == null ? headers.get(name)?.toString() : undefined',
    replace: 'headers.get(name)?.toString()',
  },
  {
    ...graphql,
    name: 'rejection-with-data',
    rule: 'A response with a part of the data is not replayed: a mutation may have run.',
    find: '!hasData && ',
    replace: '',
  },
  {
    ...graphql,
    name: 'rejection-in-a-stream',
    rule: 'A stream of events is not read to its end.',
    find: "  if (!jsonType.test(response.headers.get('content-type') ?? '')) return false\n",
    replace: '',
  },
]
