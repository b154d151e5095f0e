import { adapterSideOf, type Authorization } from '@everbearer/core/adapter'
import { rightSteps } from '../reference-steps.ts'
import type { Broken } from './broken.ts'
import { replayWith } from './replay-with.ts'
import { within } from './within.ts'

const { authorize, handleErrorResponse } = rightSteps

const kept = new WeakMap<object, Authorization | undefined>()

/** What is wrong with how a token is asked for. */
export const wrongTokens: readonly Broken[] = [
  {
    fault: 'ends the refresh when one caller aborts',
    themes: ['aborts', 'timeouts'],
    steps: {
      authorize(auth, url, call, ownCredentials, session, trace) {
        call.signal?.addEventListener('abort', () => void auth.clear())
        return authorize(auth, url, call, ownCredentials, session, trace)
      },
    },
    noticedBy: [
      'an abort ends the wait for a token at once, and the refresh goes on for the others',
      'if the first of ten waiting requests aborts, nine are served by the same refresh',
      'if all who wait abort, the token still comes and serves the next request',
    ],
  },
  {
    fault: 'forgets in which session a call began',
    themes: ['clients', 'sessions', 'errors'],
    steps: {
      authorize: (auth, url, call, ownCredentials, _session, trace) =>
        authorize(auth, url, call, ownCredentials, adapterSideOf(auth).session, trace),
    },
    noticedBy: [
      'a source that calls through its own wrapped client (first of all, with a hook that waits) fails at once, and the error says so',
      'a retry of the client’s own does not go out in the session of the next user',
      'a retry of the client’s own, of a request whose `bearer` is another coordinator, does not go out in the session of the next user',
      'a request whose hooks wait while the user changes does not go out in the session of the next user',
    ],
  },
  {
    fault: 'sends requests without a token wherever no token can be got',
    themes: ['sessions', 'clients'],
    steps: { authorize: (...args) => authorize(...args).catch(() => undefined) },
    noticedBy: [
      'after a logout, no request goes out without a token',
      'while the token endpoint is down, no request goes out without a token',
      'a request of a client for a pool that names no coordinator fails at once, and is not sent',
    ],
  },
  {
    fault: 'sends requests without a token rather than wait for the token',
    themes: ['sessions'],
    steps: {
      async authorize(auth, url, { signal, bearer }, ownCredentials, session) {
        const authorization = adapterSideOf(auth).authorize({ url, signal, bearer, session }, ownCredentials)
        if (!(authorization instanceof Promise)) return authorization
        authorization.catch(() => {})
        return undefined
      },
    },
    noticedBy: ['a login while a request waits for the answer of the source is what this request is sent with'],
  },
  {
    fault: 'fails where core lets a request go out without a token',
    themes: ['sessions'],
    steps: {
      async authorize(...args) {
        const authorization = await authorize(...args)
        if (authorization === undefined) throw new TypeError('there is no token')
        return authorization
      },
    },
    noticedBy: [
      'before any session, requests go out without a token where the coordinator says so, and a 401 is their response',
      'before any session, a request that waited for the answer of the source goes out as it was',
      'before any session, the retries of the client’s own go out without a token, too',
    ],
  },
  {
    fault: 'heeds no abort while it waits for a token',
    themes: ['aborts', 'timeouts'],
    steps: {
      authorize: (auth, url, { bearer }, ownCredentials, session, trace) =>
        authorize(auth, url, { path: url, ...(bearer !== undefined && { bearer }) }, ownCredentials, session, trace),
    },
    noticedBy: [
      'an abort ends the wait for a token at once, and the refresh goes on for the others',
      'a signal that times out ends the wait for a token, and nothing is sent',
    ],
  },
  {
    fault: 'charges the wait for tokens to the time-out',
    themes: ['timeouts'],
    steps: {
      authorize: (auth, url, call, ownCredentials, session, trace) =>
        within(call.timeout, authorize(auth, url, call, ownCredentials, session, trace)),
      handleErrorResponse: (auth, sent, response, details) =>
        within(details.call.timeout, handleErrorResponse(auth, sent, response, details)),
    },
    noticedBy: ['the wait for the first token is not charged to the time-out', 'the refresh after a 401 is not charged to the time-out'],
  },
  {
    fault: 'keeps the token of the first attempt for all retries',
    themes: ['retries'],
    steps: {
      async authorize(auth, url, call, ownCredentials, session, trace) {
        if (!kept.has(call)) kept.set(call, await authorize(auth, url, call, ownCredentials, session, trace))
        return kept.get(call)
      },
    },
    noticedBy: ['a retry after the token expired carries a new one', "a caller's own retry after a 401 carries the newest token"],
  },
  {
    fault: "puts the token over the caller's own credentials",
    themes: ['hooks', 'credentials'],
    steps: { authorize: (auth, url, call, _ownCredentials, session, trace) => authorize(auth, url, call, false, session, trace) },
    noticedBy: [
      "a request with the caller's own authorization header keeps it, and its 401 is its own",
      "credentials that the caller's hook sets are left alone (hooks installed on the wrapped client)",
    ],
  },
  {
    fault: 'sends the token wherever it goes',
    themes: ['credentials'],
    steps: {
      async authorize(auth, url, call, ownCredentials, session, trace) {
        const authorization = await authorize(auth, url, call, ownCredentials, session, trace)
        if (authorization !== undefined || call.bearer === false || ownCredentials) return authorization
        return replayWith((await auth.getToken()).accessToken)
      },
    },
    noticedBy: [
      'no token goes to an origin that is not listed, by an absolute URL',
      'no token goes to an origin that is not listed, by a base URL',
    ],
  },
  {
    fault: 'knows no way out',
    themes: ['credentials', 'clients'],
    steps: {
      authorize: (auth, url, { bearer: _bearer, ...call }, ownCredentials, session, trace) =>
        authorize(auth, url, call, ownCredentials, session, trace),
    },
    noticedBy: [
      'a request that says `bearer: false` goes out without a token, and its 401 is its own',
      'a request of a client for a pool that says `bearer: false` goes out without a token',
    ],
  },
  {
    fault: 'tells no events when it asks for a token',
    themes: ['events'],
    steps: { authorize: (auth, url, call, ownCredentials, session) => authorize(auth, url, call, ownCredentials, session, undefined) },
    noticedBy: [
      'events tell of a request that waits for its token, and of its method',
      'events tell of a request that says `bearer: false`',
      'events tell of a request to an origin that is not listed, and which ones are',
    ],
  },
  {
    fault: 'does nothing',
    steps: { authorize: async () => undefined },
    noticedBy: ['the first request gets a token and carries it', 'several clients share one token and one refresh'],
  },
  {
    fault: 'asks for a token with every request',
    themes: ['refresh', 'storms', 'sessions'],
    steps: {
      authorize(auth, url, call, ownCredentials, session, trace) {
        auth.invalidate()
        return authorize(auth, url, call, ownCredentials, session, trace)
      },
    },
    noticedBy: [
      'later requests carry the same token without asking for another',
      'while a due token is refreshed slowly, 50 requests are served with the old one',
    ],
  },
]
