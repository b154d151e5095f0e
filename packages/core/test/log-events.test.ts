import { describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  type CoordinatorEvents,
  CredentialsRejectedError,
  defineStore,
  type EventName,
  logEvents,
  type LogEventsOptions,
  type NamedEvent,
  StoreError,
  TokenRequestError,
} from '../src/index.ts'
import { adapterSideOf, eventNames, sendWithToken, type OutgoingRequest, type ErrorDetails, type Transport } from '../src/adapter/index.ts'
import { describeEvent } from '../src/session/event-lines.ts'
import type { IgnoreRule } from '../src/policy/classify-response.ts'
import { flush } from './fake-clock.ts'
import { createWorld, token, type World } from './world.ts'
import { adapterSideKey } from '../src/adapter/adapter-side.ts'

const secret = 's3cr3t'
const facts = { request: 1_000_000, session: 1_000, origin: `https://${'long.'.repeat(40)}example.com:8443`, method: 'OPTIONS' }
const cause = new TokenRequestError(secret, { status: 400, error: 'invalid_client', cause: new Error(secret) })
const big = 999_999_999

/** Events of each name, as long as can be. A secret stands wherever an event leads to text that is not ours. */
const samples: { readonly [Name in EventName]: readonly CoordinatorEvents[Name][] } = {
  refresh: [{ reason: 'invalidated', grant: 'refresh', generation: big, duration: big, waiters: big }],
  'refresh-failed': (['transient', 'terminal', 'invalid-grant', 'unusable', 'session-ended', 'source-error'] as const).map((each) => ({
    reason: 'due',
    grant: 'obtain',
    class: each,
    error: new CredentialsRejectedError(secret, big, 'invalid_client', cause),
    duration: big,
    waiters: big,
  })),
  'refresh-superseded': [{ reason: 'invalidated', duration: big, waiters: big }],
  waiting: [{ reason: 'invalidated', elapsed: big }],
  'attempt-failed': [
    { grant: 'obtain', attempt: 100, class: 'session-ended', status: 503, error: 'insufficient_user_authentication', retryIn: undefined },
    { grant: 'refresh', attempt: 100, class: 'transient', status: undefined, error: undefined, retryIn: big },
  ],
  'tokens-set': [
    { generation: big, session: 'new' },
    { generation: big, session: 'same' },
  ],
  'step-up': (['tokens', 'declined', 'failed', 'dropped'] as const).map((result) => ({
    error: 'insufficient_user_authentication',
    origin: facts.origin,
    method: 'OPTIONS',
    result,
    failure: result === 'failed' ? cause : undefined,
    duration: big,
    waiters: big,
  })),
  cooldown: [{ duration: big, until: big, failures: big }],
  'refresh-outcome-unknown': [{ attempt: big }],
  'refresh-rejected': [true, false].map((isRepeated) => ({
    status: 400,
    error: 'unsupported_grant_type',
    isRepeated,
    followedBy: 'another refresh',
  })),
  'session-ended': (['no-grant', 'not-signed-in', 'cleared', 'replaced', 'disposed'] as const).map((reason) => ({ reason })),
  'session-resumed': [{ generation: big }],
  'revoke-failed': [
    { class: 'terminal', status: 400, error: 'invalid_client' },
    { class: 'source-error', status: undefined, error: undefined },
  ],
  'store-failed': (['load', 'save', 'lease'] as const).map((operation) => ({ operation, error: new StoreError(secret, cause) })),
  'store-back': [{ duration: big }],
  'store-limited': [{ limit: 'This page has a token of its own.' }],
  'claim-skipped': [{ attempt: big }],
  'key-missing': [{ generation: big }],
  skipped: (['origin', 'own-authorization', 'opted-out', 'not-signed-in'] as const).map((reason) => ({
    ...facts,
    reason,
    allowed: reason === 'origin' ? [facts.origin] : undefined,
  })),
  waited: [{ ...facts, generation: big, duration: big }],
  attempt: [
    { ...facts, generation: undefined, attempt: 1 },
    { ...facts, generation: big, attempt: 3 },
  ],
  replay: [{ ...facts, from: big, generation: big, attempt: 3, duration: big }],
  ignored: ignoredSamples(),
  finished: [
    { ...facts, status: 200, error: undefined, attempts: 3, duration: big },
    { ...facts, status: undefined, error: 'ERR_SESSION_ENDED', attempts: 0, duration: big },
  ],
}

function ignoredSamples(): CoordinatorEvents['ignored'][] {
  const rules = {
    status: 1,
    'other-scheme': 1,
    'other-error': 1,
    'bare-challenge': 1,
    'should-refresh': 1,
    'other-origin': 1,
    'rejected-again': 1,
    'one-shot-body': 1,
    'unread-body': 1,
    'session-over': 1,
    cooldown: 1,
    budget: 1,
    'always-rejected': 1,
    'no-newer-token': 1,
    origin: 1,
    'step-up-declined': 1,
    'step-up-failed': 1,
    'step-up-unmet': 1,
  } satisfies Record<IgnoreRule, 1>
  const errors: readonly CoordinatorEvents['ignored']['error'][] = [
    undefined,
    'invalid_request',
    'invalid_token',
    'insufficient_scope',
    'insufficient_user_authentication',
    'invalid_dpop_proof',
    'use_dpop_nonce',
    'other',
  ]
  // For the other rules, no error changes the remedy. The log counts the repeats of 100 lines at most.
  const errorsFor = (rule: IgnoreRule): typeof errors => {
    if (rule.startsWith('step-up')) return ['insufficient_scope', 'insufficient_user_authentication']
    return rule === 'status' || rule === 'other-error' ? errors : [undefined, 'insufficient_user_authentication']
  }
  return (Object.keys(rules) as IgnoreRule[]).flatMap((rule) =>
    errorsFor(rule).map((error) => ({ ...facts, generation: big, status: 401, error, rule })),
  )
}

/** Something with `on` that a test emits by. */
function createEmitting(): { auth: World['auth']; emit: (named: NamedEvent) => void } {
  let listener: (named: NamedEvent) => void = () => {}
  const auth = {
    [adapterSideKey]: {},
    on: (_name: string, given: typeof listener) => ((listener = given), () => (listener = () => {})),
  }
  return { auth: auth as never, emit: (named) => listener(named) }
}

function createLog(auth: World['auth'], options?: LogEventsOptions): { lines: string[]; stop: () => void } {
  const lines: string[] = []
  const write = (level: string) => (line: string) => void lines.push(`${level} ${line}`)
  const stop = logEvents(auth, { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }, options)
  return { lines, stop }
}

describe('the line of an event', () => {
  test.for(eventNames)('is one line of at most 200 characters, without a secret: %s', (name) => {
    const { auth, emit } = createEmitting()
    const { lines } = createLog(auth, { level: 'debug' })
    expect(samples[name].length).toBeGreaterThan(0)
    for (const event of samples[name]) emit({ name, event } as NamedEvent)
    expect(lines).toHaveLength(new Set(samples[name].map((event) => describeEvent({ name, event } as NamedEvent).text)).size)
    for (const line of lines) {
      expect(line).toMatch(/^(debug|info|warn|error) everbearer: \S.{10,}$/)
      expect(line.replace(/^\w+ /, '').length).toBeLessThanOrEqual(200)
      expect(line).not.toMatch(new RegExp(`${secret}|undefined|null|\\[object`))
    }
  })

  test('names what to do where a person is needed', () => {
    const advice = /Another process|Log in|Check|Add|Ask|Give|Request|Remove|See|Let|stolen|stack|good|cooling|could/
    const all = eventNames.flatMap((name) => samples[name].map((event) => describeEvent({ name, event } as NamedEvent)))
    expect(all.filter(({ level, text }) => (level === 'warn' || level === 'error') && !advice.test(text)).map(({ text }) => text)).toEqual(
      [],
    )
  })

  test.for<[rule: IgnoreRule, error: CoordinatorEvents['ignored']['error'], words: string]>([
    ['status', 'insufficient_scope', 'lacks a scope'],
    ['other-error', 'insufficient_scope', 'lacks a scope'],
    ['other-error', 'insufficient_user_authentication', 'stronger or newer login'],
    ['other-error', 'invalid_dpop_proof', 'rejects the proof'],
    ['other-error', 'use_dpop_nonce', 'wants a nonce'],
    ['rejected-again', 'invalid_token', 'a newer token was rejected, too'],
    ['rejected-again', 'insufficient_scope', 'a newer token was rejected, too'],
    ['other-error', 'other', 'says nothing of the token'],
  ])('tells of a response by its rule %s and its error %s', ([rule, error, words]) => {
    expect(describeEvent({ name: 'ignored', event: { ...facts, generation: 1, status: 401, error, rule } })).toMatchObject({
      level: 'warn',
      text: expect.stringContaining(words) as string,
    })
  })
})

describe('the line of a failed token request', () => {
  const attempt = { grant: 'refresh', attempt: 1, retryIn: undefined } as const
  test.for<[event: Pick<CoordinatorEvents['attempt-failed'], 'class' | 'status' | 'error'>, text: string]>([
    [{ class: 'invalid-grant', status: 401, error: undefined }, '401, taken as invalid-grant'],
    [{ class: 'invalid-grant', status: 400, error: 'invalid_grant' }, '400 invalid_grant, taken as invalid-grant'],
    [{ class: 'transient', status: undefined, error: undefined }, 'no status, taken as transient'],
    [{ class: 'terminal', status: undefined, error: 'invalid_client' }, 'invalid_client, taken as terminal'],
  ])('tells what the server said from what follows for us: %j', ([event, said]) => {
    expect(describeEvent({ name: 'attempt-failed', event: { ...attempt, ...event } }).text).toBe(
      `token request 1 failed (refresh): ${said}; no other follows`,
    )
  })
})

describe('a 401 to a request that went out without a token', () => {
  const finished = (request: number, status: number): NamedEvent => ({
    name: 'finished',
    event: { ...local, request, status, error: undefined, attempts: 1, duration: 1 },
  })
  const local = { ...facts, origin: 'http://localhost:3000', method: 'GET' }
  const skipped = (request: number, more: Pick<CoordinatorEvents['skipped'], 'reason' | 'allowed'>): NamedEvent => ({
    name: 'skipped',
    event: { ...local, request, ...more },
  })

  test.for<[more: Pick<CoordinatorEvents['skipped'], 'reason' | 'allowed'>, line: string]>([
    [
      { reason: 'origin', allowed: ['https://shop.example.com', 'http://127.0.0.1:3000'] },
      'warn everbearer: 401 from http://localhost:3000, which is not among `origins`: https://shop.example.com, http://127.0.0.1:3000. Add it to `origins`, or ask http://127.0.0.1:3000.',
    ],
    [
      { reason: 'origin', allowed: ['https://x.io'] },
      'warn everbearer: 401 from http://localhost:3000, which is not among `origins`: https://x.io. Add it to `origins`.',
    ],
    [
      { reason: 'origin', allowed: 'predicate' },
      'warn everbearer: 401 from http://localhost:3000, which the predicate `origins` does not allow. Let it return true for that origin.',
    ],
    [
      { reason: 'origin', allowed: 'any' },
      "warn everbearer: 401 from http://localhost:3000: the URL of the request can't be read. Give an absolute URL.",
    ],
    [
      { reason: 'own-authorization', allowed: undefined },
      "warn everbearer: 401 from http://localhost:3000: the request has an Authorization of its own, which is left alone. Remove that header from the call, the client's defaults and interceptors.",
    ],
    [
      { reason: 'not-signed-in', allowed: undefined },
      'info everbearer: 401 from http://localhost:3000: nobody is signed in, and the request went out without a token. Sign in, and call setTokens().',
    ],
    [
      { reason: 'opted-out', allowed: undefined },
      'info everbearer: 401 from http://localhost:3000: the request says `bearer: false`, and went out without a token',
    ],
  ])('is explained: %o', ([more, line]) => {
    const { auth, emit } = createEmitting()
    const { lines } = createLog(auth)
    emit(skipped(1, more))
    emit(finished(1, 401))
    expect(lines).toEqual([line])
  })

  test('is told of that request alone, and no other response is', () => {
    const { auth, emit } = createEmitting()
    const { lines } = createLog(auth)
    emit(skipped(1, { reason: 'origin', allowed: ['http://127.0.0.1:3000'] }))
    emit(finished(2, 401))
    emit(finished(1, 200))
    emit(finished(1, 401))
    expect(lines).toEqual([])
  })
})

describe('the same line', () => {
  const ended: NamedEvent = { name: 'session-ended', event: { reason: 'cleared' } }

  function createTimed(): ReturnType<typeof createLog> & { emit: (named: NamedEvent) => void } {
    vi.useFakeTimers({ toFake: ['performance'] })
    onTestFinished(() => void vi.useRealTimers())
    const { auth, emit } = createEmitting()
    return { ...createLog(auth), emit }
  }

  test('is written once a minute, and counted meanwhile', () => {
    const { emit, lines } = createTimed()
    for (let n = 0; n < 5; n++) emit(ended)
    expect(lines).toEqual(['info everbearer: the session has ended (cleared)'])
    vi.advanceTimersByTime(59_999)
    emit(ended)
    expect(lines).toHaveLength(1)
    vi.advanceTimersByTime(1)
    emit(ended)
    expect(lines.slice(1)).toEqual([
      'info everbearer: the session has ended (cleared) (5 more within a minute)',
      'info everbearer: the session has ended (cleared)',
    ])
  })

  test('is counted up to the end, and another line has it told, too', () => {
    const { emit, lines, stop } = createTimed()
    emit(ended)
    emit(ended)
    vi.advanceTimersByTime(60_000)
    emit({ name: 'session-resumed', event: { generation: 2 } })
    emit({ name: 'session-resumed', event: { generation: 2 } })
    stop()
    emit(ended)
    expect(lines.slice(1)).toEqual([
      'info everbearer: the session has ended (cleared) (1 more within a minute)',
      'info everbearer: the session goes on with token 2 of another process',
      'info everbearer: the session goes on with token 2 of another process (1 more within a minute)',
    ])
  })

  test('is forgotten for others, where there are too many', () => {
    const { emit, lines } = createTimed()
    const resumed = (generation: number): NamedEvent => ({ name: 'session-resumed', event: { generation } })
    for (let generation = 1; generation <= 101; generation++) emit(resumed(generation))
    emit(resumed(101))
    expect(lines).toHaveLength(101)
    emit(resumed(1))
    expect(lines).toHaveLength(102)
  })
})

describe('the log of a coordinator', () => {
  interface Answer extends ErrorDetails {
    readonly status: number
  }

  const transport: Transport<OutgoingRequest & { readonly answer?: Answer | Error; readonly own?: boolean }, Answer> = {
    ownHeader: ({ own }) => own === true,
    async attempt({ answer = { status: 200 } }) {
      if (answer instanceof Error) throw answer
      return answer
    },
    errorDetails: (answer) => answer,
  }

  test('shows no secret, wherever there is one', async () => {
    const store = defineStore({ load: () => Promise.reject(new Error(secret)), save: () => Promise.reject(new Error(secret)) })
    const world = createWorld({ origins: ['http://127.0.0.1:3000'], store, retries: 1 })
    const { auth, calls, clock } = world
    const { lines } = createLog(auth, { level: 'debug' })
    const send = (more: Partial<OutgoingRequest> & { answer?: Answer | Error; own?: boolean } = {}): Promise<unknown> =>
      sendWithToken(auth, transport, {
        url: `http://127.0.0.1:3000/${secret}?${secret}`,
        method: secret,
        replayable: true,
        session: adapterSideOf(auth).session,
        ...more,
      }).catch(() => {})

    const first = send()
    await flush()
    await calls[0]?.fail(new TokenRequestError(secret, { status: 503, error: secret, cause: new Error(secret) }))
    await clock.advance(10_000)
    await calls[1]?.respond(token(1, { access_token: `${secret}-access`, refresh_token: `${secret}-refresh` }))
    await first
    const challenge = `Bearer realm="${secret}", error="${secret}", error_description="${secret}"`
    for (const status of [400, 401, 403]) await send({ answer: { status, challenge } })
    await send({ url: `http://localhost:3000/${secret}`, answer: { status: 401, challenge } })
    await send({ url: `http://${secret}:${secret}@127.0.0.1:3000/`, answer: { status: 401, challenge } })
    await send({ own: true, answer: { status: 401 } })
    await send({ bearer: false, answer: { status: 401 } })
    await send({ answer: Object.assign(new Error(secret), { name: `${secret} ${secret}`, code: secret }) })
    await clock.advance(300_000)
    const rejected = send({ answer: { status: 401, challenge: `Bearer error="invalid_token", error_description="${secret}"` } })
    await flush()
    await calls[2]?.fail(Object.assign(new TypeError(`${secret} is not a function`), { data: { error: secret } }))
    await rejected
    await auth.setTokens(token(3, { access_token: `${secret}-3` })).catch(() => {})
    await auth.clear().catch(() => {})
    const other = createWorld()
    const { lines: more } = createLog(other.auth, { level: 'debug' })
    await other.start(token(1, { refresh_token: secret }))
    other.auth.invalidate()
    await flush()
    await other.calls[1]?.fail(new TokenRequestError(secret, { status: 400, error: 'invalid_grant', cause: new Error(secret) }))
    await other.calls[2]?.fail(new TokenRequestError(secret, { status: 401, error: secret }))
    await flush()

    expect(lines.length).toBeGreaterThan(20)
    const told = new Set([...world.events, ...other.events].map(({ name }) => name))
    expect([...told]).toEqual(
      expect.arrayContaining([
        'refresh',
        'refresh-failed',
        'attempt-failed',
        'store-failed',
        'refresh-rejected',
        'skipped',
        'ignored',
        'finished',
        'session-ended',
        'tokens-set',
      ]),
    )
    for (const line of [...lines, ...more]) expect(line).not.toContain(secret)
  })

  test('tells what is said to be told at its level, and ends when told so', async () => {
    const { auth } = createWorld()
    const [all, few] = [createLog(auth, { level: 'debug' }), createLog(auth, { level: 'warn' })]
    await auth.setTokens(token(1))
    await sendWithToken(auth, transport, { url: 'https://api.example.com/', replayable: true, session: adapterSideOf(auth).session })
    await flush()
    expect(all.lines.map((line) => line.split(' ', 1)[0])).toEqual(['info', 'debug', 'debug'])
    expect(few.lines).toEqual([])
    all.stop()
    await auth.clear()
    await flush()
    expect(all.lines).toHaveLength(3)
  })

  test('calls a logger as its methods want it', async () => {
    class Logger {
      readonly lines: string[] = []
      debug(line: string): void {
        this.lines.push(line)
      }
      info(line: string): void {
        this.debug(line)
      }
      warn(line: string): void {
        this.debug(line)
      }
      error(line: string): void {
        this.debug(line)
      }
    }
    const logger = new Logger()
    const { auth } = createWorld()
    logEvents(auth, logger)
    await auth.setTokens(token(1))
    await flush()
    expect(logger.lines).toEqual(['everbearer: setTokens() began a session with token 1'])
  })

  test.for<[given: readonly unknown[], message: string]>([
    [[console], 'logEvents: expected a coordinator, as createCoordinator() gives it, got object'],
    [[undefined, console], 'logEvents: expected a coordinator, as createCoordinator() gives it, got undefined'],
    [['auth'], 'logEvents: expected a console as the second argument, with debug, info, warn, error'],
    [['auth', { log() {} }], 'logEvents: expected a console as the second argument, with debug, info, warn, error'],
    [['auth', console, { levels: 'info' }], 'Unknown option "levels". Allowed: level.'],
    [['auth', console, { level: 'trace' }], 'level: expected one of debug, info, warn, error'],
  ])('refuses what it can’t use: %#', ([given, message]) => {
    const { auth } = createWorld()
    const [first, ...more] = given
    expect(() => logEvents(...([first === 'auth' ? auth : first, ...more] as unknown as Parameters<typeof logEvents>))).toThrow(
      new TypeError(message),
    )
  })
})
