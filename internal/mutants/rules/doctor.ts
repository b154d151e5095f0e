import type { Mutant } from '../mutant.ts'

const source = 'packages/everbearer/src'
const checks = ['--project', 'everbearer', 'doctor/checks.test.ts', 'doctor/authentication-order', 'doctor/options.test.ts']
const commandLine = ['--project', 'everbearer', 'command-line/wrong-input']
const table = ['--project', 'everbearer', 'doctor/faults.test.ts']

export const doctor: readonly Mutant[] = [
  {
    name: 'doctor-three-wrong-tries',
    rule: 'doctor has at most two wrong tries to authenticate.',
    file: `${source}/doctor/authentication-order.ts`,
    find: 'mostWrongTries = 2',
    replace: 'mostWrongTries = 3',
    tests: checks,
  },
  {
    name: 'doctor-tries-after-wrong-password',
    rule: 'A wrong password of a user is sent once.',
    file: `${source}/doctor/authentication-order.ts`,
    find: 'return isWrongTry(last) && requests',
    replace: 'return requests',
    tests: checks,
  },
  {
    name: 'doctor-keycloak-401',
    rule: 'A 401 means that the client is rejected, whatever its error.',
    file: `${source}/doctor/authentication-order.ts`,
    find: "(reply.kind === 'response' && reply.status === 401) || error",
    replace: 'error',
    tests: checks,
  },
  {
    name: 'doctor-one-issuer-named',
    rule: 'The finding on an issuer names both values.',
    file: `${source}/doctor/checks/issuer.ts`,
    find: "Its metadata name ${printable(named ?? 'none')}.",
    replace: 'Its metadata name another.',
    tests: checks,
  },
  {
    name: 'doctor-wildcard-covers-authorization',
    rule: 'The wildcard of a preflight does not cover Authorization.',
    file: `${source}/doctor/checks/cors.ts`,
    find: ".includes('authorization')) return []",
    replace: ".some((name) => name === 'authorization' || name === '*')) return []",
    tests: checks,
  },
  {
    name: 'doctor-redirect-with-query',
    rule: 'No finding has the query of a URL.',
    file: `${source}/doctor/printable.ts`,
    find: '${parsed.origin}${parsed.pathname}',
    replace: '${parsed.href}',
    tests: checks,
  },
  {
    name: 'doctor-clock-too-strict',
    rule: 'A difference of clocks within the tolerance is no finding.',
    file: `${source}/doctor/checks/clock.ts`,
    find: 'const tolerated = 5',
    replace: 'const tolerated = 0',
    tests: checks,
  },
  {
    name: 'doctor-jwt-by-own-clock',
    rule: 'The end of a JWT is read by the clock of its server.',
    file: `${source}/doctor/checks/lifetime.ts`,
    find: "Date.parse(reply.headers['date'] ?? '') || reply.sentAt",
    replace: 'reply.sentAt',
    tests: checks,
  },
  {
    name: 'doctor-options-by-made-up-token',
    rule: 'The response to a dead token decides about the options, if there is one.',
    file: `${source}/doctor/checks/challenges.ts`,
    find: 'api?.deadToken !== undefined && !isSuccess(api.deadToken.reply) ? api.deadToken.reply : api?.wrongToken',
    replace: 'api?.wrongToken',
    tests: checks,
  },
  {
    name: 'doctor-accepts-secret-option',
    rule: 'An option with the name of a secret is rejected with a remedy.',
    file: `${source}/command-line/options.ts`,
    find: 'if (isSecretName(name))',
    replace: 'if (false)',
    tests: commandLine,
  },
  {
    name: 'doctor-accepts-secret-value',
    rule: 'A value that looks like a secret is rejected.',
    file: `${source}/command-line/options.ts`,
    find: 'if (looksLikeSecret(value))',
    replace: 'if (false)',
    tests: commandLine,
  },
  {
    name: 'doctor-forbidden-is-fine',
    rule: 'A 403 for a dead token is wrong, and has an option.',
    file: `${source}/doctor/rejection.ts`,
    find: "if (reply.status === 403) return 'forbidden'",
    replace: "if (reply.status === 403) return 'bare'",
    tests: table,
  },
  {
    name: 'doctor-trusts-any-endpoint',
    rule: 'A secret goes to the endpoint of the metadata only if they name the issuer, or its origin.',
    file: `${source}/doctor/endpoints.ts`,
    find: 'return isOfIssuer && isSafe(named, target) ? named : undefined',
    replace: 'return named',
    tests: ['--project', 'everbearer', 'doctor/caution'],
  },
]
