import type { Authorization } from '@everbearer/core/adapter'
import { rightSteps } from '../reference-steps.ts'
import type { Broken } from './broken.ts'
import { replayWith } from './replay-with.ts'
import { adapterSideOf } from '@everbearer/core/adapter'

const { handleErrorResponse } = rightSteps

const kept = new WeakMap<object, Authorization | undefined>()

/** What is wrong with how a refused answer is taken. */
export const wrongRejections: readonly Broken[] = [
  {
    fault: 'refreshes for every 401, whichever token it was for',
    themes: ['refresh', 'storms', 'challenges'],
    steps: {
      async handleErrorResponse(auth, sent, response) {
        if (sent.attempt > 1 || response.status !== 401) return undefined
        await response.clone().arrayBuffer()
        auth.invalidate()
        return replayWith((await auth.getToken()).accessToken)
      },
    },
    noticedBy: [
      'a 401 that comes late, when another request has refreshed already, costs no refresh',
      '5 late 401s, each after the one before was replayed and answered, cost one refresh',
      'a refresh that fails leaves the original 401, whole',
      "a 401 for want of scope is the caller's own affair",
    ],
  },
  {
    fault: 'replays twice',
    themes: ['refresh', 'responses', 'hooks'],
    steps: {
      async handleErrorResponse(auth, sent, response, details) {
        const next = await handleErrorResponse(auth, sent, response, details)
        if (sent.attempt === 1 || response.status !== 401 || kept.has(details.call)) return next
        kept.set(details.call, undefined)
        return sent
      },
    },
    noticedBy: [
      'a second 401 is the answer, and not refreshed for again',
      'an endpoint that always answers 401 does not cost a token with each request',
    ],
  },
  {
    fault: 'forgets to drain',
    themes: ['connections', 'bodies'],
    steps: {
      handleErrorResponse: (auth, sent, response, { url, call: { signal } }) =>
        adapterSideOf(auth).handleErrorResponse(
          sent,
          { status: response.status, challenge: response.headers.get('www-authenticate'), url: response.url },
          { url, replayable: true, signal },
        ),
    },
    noticedBy: ['the unread body of a 401 does not keep the token request from the only connection'],
  },
  {
    fault: 'refreshes for want of scope',
    themes: ['challenges', 'redirects'],
    steps: {
      handleErrorResponse: (auth, sent, response, details) =>
        handleErrorResponse(auth, sent, new Response(null, { status: response.status === 403 ? 401 : response.status }), details),
    },
    noticedBy: ["a 403 for want of scope is the caller's own affair", "a 401 that wants Basic is the caller's own affair"],
  },
  {
    fault: 'tells no events of a refused answer',
    themes: ['events'],
    steps: {
      handleErrorResponse: (auth, sent, response, details) => handleErrorResponse(auth, sent, response, { ...details, trace: undefined }),
    },
    noticedBy: [
      'events tell of a second 401 after the replay, and of the rule behind it',
      'events tell of a 403 for want of scope, and of the rule behind it',
    ],
  },
  {
    fault: 'never replays',
    steps: { handleErrorResponse: async () => undefined },
    noticedBy: ['a 401 refreshes the token, and the request is replayed once', 'a 401 that has no challenge refreshes the token'],
  },
  {
    fault: 'throws the body of a refused answer away',
    themes: ['refresh', 'challenges', 'errors'],
    steps: {
      async handleErrorResponse(auth, sent, response, details) {
        const next = await handleErrorResponse(auth, sent, response, details)
        if (next === undefined) await response.body?.cancel()
        return next
      },
    },
    noticedBy: ['a refresh that fails leaves the original 401, whole'],
  },
]
