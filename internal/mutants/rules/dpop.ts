import type { Mutant } from '../mutant.ts'

const side = { file: 'packages/dpop/src/bound-side.ts', tests: ['--project', 'dpop', 'nonces', 'clients'] }
const errors = { file: 'packages/dpop/src/proof-error.ts', tests: ['--project', 'dpop', 'nonces'] }
const proof = { file: 'packages/dpop/src/prover.ts', tests: ['--project', 'dpop', 'nonces'] }
const nonces = { file: 'packages/dpop/src/nonces.ts', tests: ['--project', 'dpop', 'nonces'] }
const request = { file: 'packages/dpop/src/token-request.ts', tests: ['--project', 'dpop', 'nonces', 'clients'] }
const jwk = { file: 'packages/dpop/src/private-jwk.ts', tests: ['--project', 'dpop', 'keys'] }
const record = { file: 'packages/core/src/token/record-for-key.ts', tests: ['--project', 'dpop', 'keys'] }
const type = { file: 'packages/core/src/token/token-response.ts', tests: ['--project', 'core', 'token/token-response'] }

export const dpop: readonly Mutant[] = [
  {
    ...proof,
    name: 'proof-with-query',
    rule: 'A proof is for the URL without query and fragment.',
    find: 'url.origin + url.pathname',
    replace: 'url.href',
  },
  {
    ...proof,
    name: 'proof-for-any-token',
    rule: 'A proof is for the token beside it.',
    find: 'method, nonce, accessToken)',
    replace: 'method, nonce)',
  },
  {
    ...side,
    name: 'proof-follows-redirects',
    rule: 'A request with a proof follows no redirect.',
    find: "redirect: 'error'",
    replace: "redirect: 'follow'",
  },
  {
    ...side,
    name: 'own-proof-replaced',
    rule: 'A request with its own DPoP header is left alone.',
    find: 'names.some((name) => ownHeader(name))',
    replace: 'ownHeader(names[0]!)',
  },
  {
    ...side,
    name: 'nonce-of-another-response',
    rule: 'A replay takes the nonce of its own response.',
    find: 'nonce: nonce ?? nonces.of(url.origin)',
    replace: 'nonce: nonces.of(url.origin)',
  },
  {
    ...side,
    name: 'nonce-not-learned',
    rule: 'Nonces are learned from every response.',
    find: 'nonces.note(originOf(url), readHeader(header))',
    replace: 'readHeader(header) ?? undefined',
  },
  {
    ...side,
    name: 'nonce-replay-counts-as-rejection',
    rule: 'A nonce is no reason for a refresh.',
    find: 'if (!side.isCurrent(inner, request.url)) {',
    replace: 'if (side.isCurrent(inner, request.url)) {',
  },
  {
    ...side,
    name: 'one-shot-body-sent-again',
    rule: 'A body that can be sent only once gets no second attempt.',
    find: "if (!request.replayable) return 'one-shot-body'",
    replace: '',
  },
  {
    ...side,
    name: 'last-replay-not-mended',
    rule: 'The last replay of a rejected token may need another proof.',
    find: 'isFinal: inner.isFinal && tried.length === mostProofErrors',
    replace: 'isFinal: inner.isFinal',
  },
  {
    ...errors,
    name: 'nonces-for-ever',
    rule: 'Each error of a proof is one more attempt.',
    find: '!tried.includes(error) && ',
    replace: '',
  },
  {
    ...errors,
    name: 'proof-error-of-another-scheme',
    rule: 'Only DPoP challenges ask for another proof.',
    find: "scheme === 'dpop'",
    replace: "scheme !== ''",
    tests: ['--project', 'dpop', 'proof-error'],
  },
  {
    ...nonces,
    name: 'nonces-without-limit',
    rule: 'The nonces of at most 100 servers are kept.',
    find: 'byOrigin.size > most &&',
    replace: 'byOrigin.size > 2 * most &&',
  },
  {
    ...nonces,
    name: 'nonce-of-any-text',
    rule: 'A nonce has the syntax of RFC 9449.',
    find: "typeof header !== 'string' || !syntax.test(header)",
    replace: "typeof header !== 'string'",
  },
  {
    ...request,
    name: 'token-nonce-unread',
    rule: 'A token request whose proof lacks a nonce is sent again.',
    find: 'const error = await tokenErrorOf(response)',
    replace: 'const error = undefined',
  },
  {
    ...jwk,
    name: 'public-key-as-private',
    rule: 'A JWK is a private key.',
    find: "for (const name of ['d', ...names] as const)",
    replace: 'for (const name of names)',
  },
  {
    ...jwk,
    name: 'private-key-quoted',
    rule: 'No error quotes the key.',
    find: '`jwk: expected a private key for ${algorithm}, and the platform could not import it`',
    replace: 'JSON.stringify(jwk)',
  },
  {
    ...record,
    name: 'token-of-another-key',
    rule: 'Tokens of another key are no tokens.',
    find: 'if (keyThumbprint === own) return record',
    replace: 'if (keyThumbprint !== undefined || own === undefined) return record',
  },
  {
    ...record,
    name: 'refresh-token-of-another-key',
    rule: 'A refresh token of another key is not presented.',
    find: 'keyThumbprint === undefined ? rest : withRefreshToken(rest, undefined)',
    replace: 'rest',
  },
  {
    ...record,
    name: 'key-not-named',
    rule: 'The stored record names the key.',
    find: '{ ...record, keyThumbprint: own }',
    replace: 'record',
  },
  {
    ...type,
    name: 'downgrade-to-bearer',
    rule: 'With DPoP, a Bearer token is refused.',
    find: "if (scheme !== 'dpop' && (scheme !== 'bearer' || type == null)) return false",
    replace: "if (scheme !== 'bearer' || type == null) return false",
  },
]
