import type { Mutant } from '../mutant.ts'

const folder = 'packages/oauth2/src/client'
const key = { file: `${folder}/signing-key.ts`, tests: ['--project', 'oauth2', 'private-key-jwt'] }
const privateKeyJwt = { file: `${folder}/private-key-jwt.ts`, tests: ['--project', 'oauth2', 'private-key-jwt'] }
const algorithm = { file: `${folder}/signing-algorithm.ts`, tests: ['--project', 'oauth2', 'private-key-jwt'] }
const assertion = { file: `${folder}/client-assertion.ts`, tests: ['--project', 'oauth2', 'client-assertion'] }
const method = { file: `${folder}/client-authentication.ts`, tests: ['--project', 'oauth2', 'methods/metadata', 'private-key-jwt'] }
const list = { file: `${folder}/unlisted.ts`, tests: ['--project', 'oauth2', 'methods/metadata'] }
const request = { file: 'packages/oauth2/src/token-request.ts', tests: ['--project', 'oauth2', 'methods/metadata'] }
const endpoints = { file: 'packages/oauth2/src/server/endpoints.ts', tests: ['--project', 'oauth2', 'tls-client-auth', 'private-key-jwt'] }

export const clientAuthentication: readonly Mutant[] = [
  {
    ...key,
    name: 'key-imported-each-time',
    rule: 'A key is imported once for each algorithm.',
    find: '      imported.set(algorithm, key)\n',
    replace: '',
  },
  {
    ...key,
    name: 'import-error-quoted',
    rule: 'What the platform says of a key is not told, but for its name.',
    find: 'await key.then(() => undefined, reasonOf)',
    replace: 'await key.then(() => undefined, String)',
  },
  {
    ...key,
    name: 'uses-of-a-jwk-rule',
    rule: 'A private JWK signs, whatever other uses the JWK names.',
    find: "importKey('jwk', material as JsonWebKey,",
    replace: "importKey('jwk', key as JsonWebKey,",
  },
  {
    ...key,
    name: 'public-jwk-accepted',
    rule: 'A public JWK is a TypeError when the method is made.',
    find: "expectOption(isText(key.d), 'key', 'a private JWK, with the member d')",
    replace: '',
  },
  {
    ...privateKeyJwt,
    name: 'kid-of-a-jwk-lost',
    rule: 'A JWK names its key by its kid.',
    find: 'kid: kid ?? signingKey.kid',
    replace: 'kid',
  },
  {
    ...privateKeyJwt,
    name: 'audience-option-ignored',
    rule: 'The option audience rules the aud of an assertion.',
    find: 'if (audience !== undefined) Object.assign(payload, { aud: audience })',
    replace: '',
  },
  {
    ...algorithm,
    name: 'listed-algorithms-ignored',
    rule: 'Of the algorithms of a key, one that the server lists is used.',
    find: '.find((algorithm) => listed.includes(algorithm))',
    replace: '.find(() => listed.length < 0)',
  },
  {
    ...assertion,
    name: 'assertion-with-line-break',
    rule: 'The line break at the end of a file is no part of an assertion.',
    find: 'given.trim()',
    replace: 'given',
  },
  {
    ...assertion,
    name: 'errors-of-coordinators-wrapped',
    rule: 'An Everbearer error of the function is passed on.',
    find: 'if (signal.aborted || cause instanceof EverbearerError) throw cause',
    replace: 'if (signal.aborted) throw cause',
  },
  {
    ...assertion,
    name: 'missing-assertion-sent',
    rule: 'No request is sent without an assertion.',
    find: "  expectOption(assertion !== '', 'getAssertion', 'a function that gives a string that is not empty')\n",
    replace: '',
  },
  {
    ...method,
    name: 'secret-never-in-a-header',
    rule: 'A secret goes into a Basic header if the metadata list only that.',
    find: "return isBasic ? 'client_secret_basic'",
    replace: "return isBasic ? 'client_secret_post'",
  },
  {
    ...method,
    name: 'metadata-override-options',
    rule: 'A method that the options name is used, whatever the metadata list.',
    find: "chosen ?? preferred(listed(server, 'token_endpoint_auth_methods_supported'))",
    replace: "preferred(listed(server, 'token_endpoint_auth_methods_supported'))",
  },
  {
    ...method,
    name: 'secret-beside-a-value',
    rule: 'A secret beside a value that does not use it is a TypeError.',
    find: 'expectOption(clientSecret === undefined,',
    replace: "expectOption(chosen !== 'none' || clientSecret === undefined,",
  },
  {
    ...list,
    name: 'metadata-quoted-as-they-are',
    rule: 'Errors quote of metadata what has the form of a name, and nothing else.',
    find: String.raw`list.filter((value) => /^[a-z][\w-]{0,39}$/i.test(value))`,
    replace: 'list',
  },
  {
    ...list,
    name: 'long-lists-quoted',
    rule: 'Errors quote at most twenty names.',
    find: '.slice(0, 20)',
    replace: '',
  },
  {
    ...request,
    name: 'method-told-for-any-error',
    rule: 'The supported methods are told if the client was rejected, not its grant.',
    find: "status === 401 || String(error).endsWith('_client')",
    replace: 'status >= 400',
  },
  {
    ...request,
    name: 'wrong-method-at-keycloak',
    rule: 'The supported methods are told with unauthorized_client, too.',
    find: "String(error).endsWith('_client')",
    replace: "error === 'invalid_client'",
  },
  {
    ...endpoints,
    name: 'mtls-alias-ignored',
    rule: 'Requests with a client certificate go to the endpoint for mutual TLS.',
    find: '...(mutualTls && server.mtls_endpoint_aliases)',
    replace: '',
  },
  {
    ...endpoints,
    name: 'mtls-alias-for-all',
    rule: 'Requests without a client certificate go to no endpoint for mutual TLS.',
    find: '(mutualTls && server.mtls_endpoint_aliases)',
    replace: 'server.mtls_endpoint_aliases',
  },
  {
    ...endpoints,
    name: 'audience-is-an-origin',
    rule: 'Without an issuer, the audience of an assertion is the token endpoint.',
    find: 'server: { issuer: given.href }',
    replace: 'server: { issuer: given.origin }',
  },
]
