import type { Mutant } from '../mutant.ts'

const core = 'packages/core/src'
const tests = (file: string): string[] => ['--project', 'core', `test/adapter/${file}.test.ts`]
const sending = tests('send-with-token')
const scheme = { file: `${core}/adapter/with-scheme.ts`, tests: tests('with-scheme') }

/** What adapters ask of core, and what core asks of adapters. */
export const adapter: readonly Mutant[] = [
  {
    file: `${core}/adapter/send-with-token.ts`,
    tests: sending,
    name: 'token-of-the-client',
    rule: 'A coordinator in `bearer` takes the place of the client’s.',
    find: 'adapterSideOf(coordinatorFor(auth, request.bearer))',
    replace: 'adapterSideOf(auth)',
  },
  {
    file: `${core}/adapter/send-with-token.ts`,
    tests: tests('with-scheme'),
    name: 'first-header-alone',
    rule: 'A request with any of the headers of its own is left alone.',
    find: 'for (const name of side.headers) if (ownHeader(request, name)) return true',
    replace: 'for (const name of side.headers) return ownHeader(request, name)',
  },
  {
    file: `${core}/adapter/bind-call.ts`,
    tests: sending,
    name: 'call-bound-anew',
    rule: 'A call stays in the session in which it began.',
    find: '  if (earlier?.auth === coordinator) return earlier\n',
    replace: '',
  },
  {
    file: `${core}/adapter/bind-call.ts`,
    tests: sending,
    name: 'call-stays-with-the-client',
    rule: 'A call moves to the coordinator that a hook names.',
    find: 'if (earlier?.auth === coordinator) return earlier',
    replace: 'if (earlier !== undefined) return earlier',
  },
  {
    file: `${core}/adapter/adapter-side.ts`,
    tests: sending,
    name: 'key-of-one-copy',
    rule: 'Two copies of core in one tree agree on the key of the adapter’s side.',
    find: "Symbol.for('everbearer.adapter-side.1')",
    replace: "Symbol('everbearer.adapter-side.1')",
  },
  {
    file: `${core}/policy/classify-response.ts`,
    tests: sending,
    name: 'rejection-of-401-alone',
    rule: 'A response of 200 that the adapter takes for a rejection is classified as one.',
    find: ' && response.rejectsToken !== true',
    replace: '',
  },
  {
    file: `${core}/policy/classify-response.ts`,
    tests: sending,
    name: 'rejection-from-elsewhere',
    rule: 'What another origin says of the token is not believed, whatever the adapter finds in it.',
    find: "  if (movedToOtherOrigin(requestUrl, response.url)) return ignored('other-origin')\n  if (response.rejectsToken === true) return { kind: 'refresh' }\n",
    replace:
      "  if (response.rejectsToken === true) return { kind: 'refresh' }\n  if (movedToOtherOrigin(requestUrl, response.url)) return ignored('other-origin')\n",
  },
  {
    file: `${core}/adapter/send-until-accepted.ts`,
    tests: sending,
    name: 'truthy-rejection',
    rule: 'Only `true` tells that a response rejects the token.',
    find: 'isTrue(await rejectsToken(response))',
    replace: 'Boolean(await rejectsToken(response))',
  },
  {
    file: `${core}/adapter/send-until-accepted.ts`,
    tests: sending,
    name: 'thrown-response-given',
    rule: 'A response that the client throws is thrown in the end.',
    find: '    if (next === undefined && thrown !== undefined) throw thrown\n',
    replace: '',
  },
  {
    ...scheme,
    name: 'replay-unsigned',
    rule: 'The headers of a scheme are made anew for a replay.',
    find: 'return authorization && (await sign(authorization, request))',
    replace: 'return authorization',
  },
  {
    ...scheme,
    name: 'error-of-a-replay',
    rule: 'If the headers of a replay can’t be made, the caller gets the response.',
    find: "        request.trace?.ignored(sent, response, 'no-newer-token')\n        return undefined\n",
    replace: "        throw new TypeError('no headers')\n",
  },
  {
    ...scheme,
    name: 'proof-carried-along',
    rule: 'A header other than Authorization follows no redirect.',
    find: "followsRedirects ? authorization.redirect : 'error'",
    replace: 'authorization.redirect',
  },
  {
    ...scheme,
    name: 'header-left-over',
    rule: 'Each attempt has the same headers: none is left over from the attempt before.',
    find: "!names.every((name) => typeof made[name] === 'string')",
    replace: 'false',
  },
  {
    file: 'packages/ky/src/bearer-fetch.ts',
    tests: ['--project', 'ky', 'test/time-first-attempt.test.ts'],
    name: 'ky-is-every-caller',
    rule: 'Anyone but ky gets a real promise of the response.',
    find: 'options.fetch === bearerFetch ? timeFirstAttempt',
    replace: 'options.fetch !== undefined ? timeFirstAttempt',
  },
]
