import type { Mutant } from '../mutant.ts'

const core = 'packages/core/src'
const steps = ['--project', 'core', 'test/step-up.test.ts', 'test/step-up-calls.test.ts']
const calls = { file: `${core}/session/step-up-calls.ts`, tests: steps }
const ask = { file: `${core}/session/ask-for-step-up.ts`, tests: steps }
const handling = { file: `${core}/adapter/handle-error-response.ts`, tests: steps }
const token = { file: `${core}/session/active-token.ts`, tests: steps }

/** The hook that gets what a server demands. */
export const stepUpRules: readonly Mutant[] = [
  {
    ...calls,
    name: 'hook-for-each-request',
    rule: 'Requests with the same demand share one call of the hook.',
    find: 'if (call?.isRunning !== true) {',
    replace: 'if (true as boolean) {',
  },
  {
    ...calls,
    name: 'hooks-at-once',
    rule: 'The hook is called for one demand after another.',
    find: 'const result = lastCall.then(() => run(call))',
    replace: 'const result = Promise.resolve().then(() => run(call))',
  },
  {
    ...calls,
    name: 'hook-for-an-old-token',
    rule: 'A request with an older token than the step-up is sent again without a call of the hook.',
    find: 'if (call?.generation !== undefined && sent.generation < call.generation) return true\n',
    replace: '',
  },
  {
    ...calls,
    name: 'demand-met-by-the-same-token',
    rule: 'A token that was itself not enough meets no demand.',
    find: 'stored !== undefined && !sent.value.endsWith(stored.accessToken) && isMetByScope',
    replace: 'stored !== undefined && isMetByScope',
  },
  {
    ...calls,
    name: 'step-up-without-end',
    rule: 'A request has one step-up, whatever the server demands of its replay.',
    find: "if (sent.attempt < mostAttempts) return 'replay'",
    replace: "return 'replay'",
  },
  {
    ...calls,
    name: 'prompts-without-pause',
    rule: 'After tokens that did not meet a demand, the hook is not called for it for a minute.',
    find: 'call.pausedUntil = clock.monotonic() + unmetPause',
    replace: 'call.pausedUntil = -Infinity',
  },
  {
    ...calls,
    name: 'pause-for-all-demands',
    rule: 'A demand that was not met holds back no other demand.',
    find: 'call.key === key && call.sent.session === of',
    replace: 'call.sent.session === of',
  },
  {
    ...calls,
    name: 'pause-of-an-ended-session',
    rule: 'Nothing of the demands of a session is left to the next.',
    find: 'call.key === key && call.sent.session === of',
    replace: 'call.key === key',
  },
  {
    ...calls,
    name: 'step-up-of-an-ended-session',
    rule: 'A demand to a request of an ended session calls no hook.',
    find: "if (sent.session !== session.present) return 'session-over'\n",
    replace: '',
  },
  {
    ...calls,
    name: 'response-after-the-session',
    rule: 'Requests whose session ends while the hook runs fail with its error.',
    find: 'const rule = await call.flight.join(request.signal)\n    of.throwIfEnded()',
    replace: 'const rule = await call.flight.join(request.signal)',
  },
  {
    ...calls,
    name: 'queued-hook-of-an-ended-session',
    rule: 'A call of the hook that waits for its turn is dropped with its session.',
    find: 'if (sent.session !== session.present || isMet(demand, sent)) {',
    replace: 'if (isMet(demand, sent)) {',
  },
  {
    ...calls,
    name: 'hook-waits-for-itself',
    rule: 'A request with the signal of the hook gets no step-up of its own.',
    find: ' || (ownSignal !== undefined && request.signal === ownSignal)',
    replace: '',
  },
  {
    ...calls,
    name: 'demands-without-number',
    rule: 'A session remembers fifty demands at most.',
    find: '...others.slice(1 - mostCalls), call',
    replace: '...others, call',
  },
  {
    ...ask,
    name: 'late-tokens-for-another-session',
    rule: 'Tokens of a hook never get into the session of another login.',
    find: "if (of !== session.present) return { kind: 'dropped' }\n    if (response",
    replace: 'if (response',
  },
  {
    ...ask,
    name: 'step-up-begins-a-session',
    rule: 'The tokens of the hook continue the session.',
    find: "session.setTokens(response, 'same')",
    replace: "session.setTokens(response, 'new' as 'same')",
  },
  {
    ...ask,
    name: 'hook-without-end-of-session',
    rule: 'The end of a session ends the wait for the hook, and aborts its signal.',
    find: 'clock, tooLong, of.signal)',
    replace: 'clock, tooLong)',
  },
  {
    ...ask,
    name: 'tokens-before-they-are-checked',
    rule: 'Tokens that can’t be used leave the response to the caller.',
    find: 'await saved\n',
    replace: 'void saved.catch(() => {})\n',
  },
  {
    ...handling,
    name: 'step-up-for-one-shot-bodies',
    rule: 'A request that can’t be sent again calls no hook.',
    find: "if (!request.replayable) return 'one-shot-body'",
    replace: "if (stepUp === undefined && !request.replayable) return 'one-shot-body'",
  },
  {
    ...handling,
    name: 'refresh-beside-the-step-up',
    rule: 'A demand starts no refresh.',
    find: 'const { rejection } = stepUp ?? { rejection: session.reject(sent) }',
    replace:
      'const rejection = stepUp === undefined || session.reject(sent) ? (stepUp?.rejection ?? session.reject(sent)) : session.reject(sent)',
  },
  {
    file: `${core}/adapter/fetch-with-token.ts`,
    tests: ['--project', 'fetch', 'test/step-up.test.ts'],
    name: 'no-copy-for-a-step-up',
    rule: 'A step-up may follow the last replay after a rejection, with the same body.',
    find: 'if (call.copy !== undefined) call.copy',
    replace: 'if (call.copy !== undefined && !authorization.isFinal) call.copy',
  },
  {
    ...token,
    name: 'replays-after-a-step-up',
    rule: 'A replay after a step-up takes the place of the second replay.',
    find: 'isStepUp ? mostAttempts : sent.attempt + 1',
    replace: 'sent.attempt + 1',
  },
]
