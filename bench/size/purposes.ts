/** What a part of core or of an adapter is there for, and what its removal would lose. */
export interface Purpose {
  readonly name: string
  readonly loses: string
  /** Its modules, by the names that `moduleName` gives. */
  readonly modules: readonly string[]
}

/** Every module that an import of core and the adapter for fetch ships, once. */
export const purposes: readonly Purpose[] = [
  {
    name: 'one session and its refresh',
    loses: 'everything: the token, who may use it, when it is refreshed, and how',
    modules: [
      'coordinator',
      'adapter-side',
      'create-adapter-side',
      'handle-error-response',
      'bind-call',
      'call-sessions',
      'session',
      'session-driver',
      'state',
      'transition',
      'token-phase',
      'background-work',
      'refresh',
      'run-refresh',
      'refresh-progress',
      'load-latest',
      'obtain-token',
      'rejections',
      'login',
      'single-flight',
      'active-token',
      'session-identity',
      'choose-grant',
      'session-status',
      'sign-in',
      'token-lifetime',
      'stored-token',
      'token-record',
      'clock',
      'abort',
    ],
  },
  {
    name: 'refresh tokens that are presented once',
    loses: 'claims, the doubt after a broken connection, the token in a late response: users have to log in again',
    modules: [
      'present-refresh-token',
      'presented-refresh-tokens',
      'claim-watch',
      'settle-claim',
      'token-outcome',
      'after-failed-refresh',
      'refresh-reliability',
      'used-refresh-tokens',
    ],
  },
  {
    name: 'records: commit, memory, other processes',
    loses: 'a login or logout during a refresh, in this process or in another one, is overwritten',
    modules: [
      'sync-from-store',
      'save-response',
      'save-within',
      'token-from-store',
      'in-memory-store',
      'session-store',
      'reconcile',
      'recent-set',
    ],
  },
  {
    name: 'p-retry and is-network-error',
    loses: 'retries, and the words of each platform for a failed network',
    modules: ['p-retry', 'is-network-error'],
  },
  {
    name: 'classes of failure, delays, cooldown',
    loses: 'Retry-After, the limit on wrong logins, and errors that say what to do',
    modules: [
      'request-token',
      'tell-failed-attempt',
      'classify-failure',
      'cooldown',
      'backoff',
      'rejection-budget',
      'rejected-replays',
      'is-overload',
      'is-programming-error',
      'causes',
      'retry-after',
      'with-timeout',
    ],
  },
  {
    name: 'token responses',
    loses: 'checks of a response, lifetimes from dates and JWTs, the subject of a session, the clock of the server',
    modules: [
      'token-response',
      'time-left',
      'jwt-claims',
      'jwt-expiry',
      'server-date',
      'server-now',
      'read-subject',
      'list-fields',
      'issued-moment',
      'http-date',
    ],
  },
  {
    name: 'sources that return a `Response`, and the option `map`',
    loses: 'sources of one line: each source has to read its response and to rename the fields',
    modules: ['session-source', 'read-source-result', 'map-response', 'json-response', 'read-bounded', 'chunks-of'],
  },
  {
    name: 'checks of options and arguments',
    loses: 'errors that name the option and what is allowed',
    modules: ['options', 'option-checks', 'expect-known', 'expect-arguments'],
  },
  {
    name: 'where a token may go',
    loses: 'the guard against a token on another origin',
    modules: ['allowed-origins', 'base-url', 'is-true'],
  },
  {
    name: 'whose fault a 401 is',
    loses: 'challenges: a 401 for another reason would cost a refresh and a replay',
    modules: ['classify-response', 'www-authenticate'],
  },
  {
    name: 'events',
    loses: 'all events, and the diagnostics channels',
    modules: ['emitter', 'events'],
  },
  {
    name: 'events of requests',
    loses: 'the events `skipped`, `waited`, `attempt`, `replay`, `ignored` and `finished`',
    modules: ['request-trace', 'request-events', 'describe-ignored', 'skip-reason'],
  },
  {
    name: 'errors',
    loses: 'codes to tell errors apart by, and prints without secrets',
    modules: ['errors', 'redact'],
  },
  {
    name: 'idle processes, and sources that wait for themselves',
    loses: 'an idle timer keeps Node alive; a source that waits for its own token hangs',
    modules: ['unref-clock', 'source-calls'],
  },
  {
    name: 'one request with its replay',
    loses: 'replays, streams that are left whole, connections that are freed',
    modules: ['send-with-token', 'send-until-accepted', 'headers', 'body', 'drain-body'],
  },
  {
    name: 'the adapter for fetch',
    loses: 'fetch',
    modules: ['with-bearer', 'fetch-function', 'platform', 'fetch-with-token', 'request-url', 'snapshot', 'waiting-body'],
  },
]
