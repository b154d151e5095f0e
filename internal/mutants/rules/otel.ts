import type { Mutant } from '../mutant.ts'

const source = 'packages/otel/src'
const tests = (...files: string[]): string[] => ['--project', 'otel', ...files.map((file) => `packages/otel/test/${file}.test.ts`)]
const observed = { file: `${source}/observe.ts`, tests: tests('observe') }
const attributes = { file: `${source}/attributes.ts`, tests: tests('attributes') }
const waits = { file: `${source}/waits.ts`, tests: tests('spans') }

/** The numbers are right, the number of time series is bounded, and no attribute is a secret. */
export const otel: readonly Mutant[] = [
  {
    ...observed,
    name: 'duration-in-milliseconds',
    rule: 'Durations are seconds.',
    find: 'record(end.duration / 1000,',
    replace: 'record(end.duration,',
  },
  {
    ...observed,
    name: 'wait-since-the-refresh-began',
    rule: 'A wait begins when the caller asks.',
    find: 'Math.max(0, end.duration - ms)',
    replace: 'end.duration',
  },
  {
    ...observed,
    name: 'gauge-of-an-ended-session',
    rule: 'After the end of a session, the gauge does not repeat the time that the last token had left.',
    find: 'left !== undefined || hadExpiry',
    replace: 'left !== undefined',
  },
  {
    ...observed,
    name: 'server-without-the-option',
    rule: 'The server of a request is an attribute only by option.',
    find: '(servers ? serverOf(origin) : {})',
    replace: 'serverOf(origin)',
  },
  {
    ...observed,
    name: 'observation-goes-on',
    rule: 'The observation ends with the call of its function.',
    find: '    for (const off of offs) off()\n',
    replace: '',
  },
  {
    ...observed,
    name: 'gauge-goes-on',
    rule: 'After the end of an observation, nothing reads the coordinator.',
    find: '    instruments.timeToExpiry.removeCallback(observeExpiry)\n',
    replace: '',
  },
  {
    ...observed,
    tests: tests('workload'),
    name: 'replays-uncounted',
    rule: 'Each 401 that the API has counted is a replay or an ignored rejection.',
    find: 'replay: (event) => instruments.replays.add(1, withMore(serverAt(event)))',
    replace: 'replay: (event) => instruments.replays.add(Number(event.attempt === 3), withMore(serverAt(event)))',
  },
  {
    ...observed,
    tests: tests('channels'),
    name: 'cooldowns-uncounted',
    rule: 'The metrics count each event that a diagnostics channel publishes.',
    find: '    cooldown: () => instruments.cooldowns.add(1, withMore()),\n',
    replace: '',
  },
  {
    file: `${source}/nearest-expiry.ts`,
    tests: tests('observe'),
    name: 'last-expiry-of-a-pool',
    rule: 'The gauge of a pool shows the token that expires first.',
    find: 'Math.min(least, expiry)',
    replace: 'Math.max(least, expiry)',
  },
  {
    ...attributes,
    name: 'any-error-code',
    rule: 'The error code of a response is an attribute only if it is in the closed list.',
    find: 'tokenErrors.has(error) ? error : other',
    replace: 'error',
  },
  {
    ...attributes,
    name: 'any-status',
    rule: 'A number that is no status of HTTP is no attribute.',
    find: 'status! >= 100 && status! < 600 ? status : undefined',
    replace: 'status! >= 100 ? status : undefined',
  },
  {
    ...attributes,
    tests: tests('secrets'),
    name: 'text-of-a-server',
    rule: 'No attribute holds text of a server.',
    find: 'tokenErrors.has(error) ? error : other',
    replace: 'error',
  },
  {
    ...waits,
    name: 'waiting-callers-unlinked',
    rule: 'The span of a refresh has a link to each span that waited.',
    find: '        known.links.set(caller.spanId, { context: caller })',
    replace: '        known.links.set("", { context: caller })',
  },
  {
    ...waits,
    name: 'callers-linked-again',
    rule: 'The span of a refresh has no links to callers of an earlier refresh.',
    find: '      waits.delete(account)\n',
    replace: '',
  },
  {
    ...waits,
    name: 'links-without-bound',
    rule: 'A span has at most 128 links.',
    find: ' && known.links.size < mostLinks',
    replace: '',
  },
  {
    file: `${source}/refresh-end.ts`,
    tests: tests('spans'),
    name: 'refresh-in-the-trace-of-a-caller',
    rule: 'The span of a refresh belongs to no caller’s trace.',
    find: ', ROOT_CONTEXT)',
    replace: ')',
  },
  {
    file: 'examples/otel/alerts.yml',
    tests: tests('prometheus'),
    name: 'first-rejection-unseen',
    rule: 'The alert sees the first rejection of the credentials.',
    find: ' offset 15m',
    replace: '',
  },
]
