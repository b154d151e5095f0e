import { type ChallengeName, type Fault, type FaultScope, type OddRefreshResponse, oddRefreshResponses } from '@everbearer/testbed'
import { atApi, atTokenEndpoint, type FaultRow, type FaultTable } from './fault-row.ts'

const outage: Fault = { kind: 'status', status: 503 }
/** The third request to the API is the one with a fresh token. */
const fresh: FaultScope = { after: 2, times: 1 }

export const tokenEndpointFaults: FaultTable = {
  none: { finds: [], switchOn: atTokenEndpoint({ kind: 'none' }) },
  status: { finds: ['token-endpoint wrong'], switchOn: atTokenEndpoint(outage) },
  'status 429': { finds: ['rate-limit wrong'], switchOn: atTokenEndpoint({ kind: 'status', status: 429, retryAfter: 7 }) },
  'status 307': { finds: ['redirects wrong'], switchOn: atTokenEndpoint({ kind: 'status', status: 307 }) },
  'status invalid_scope': {
    finds: ['scope wrong'],
    switchOn: atTokenEndpoint({ kind: 'status', status: 400, body: { error: 'invalid_scope' } }),
  },
  'status unsupported_grant_type': {
    finds: ['grant wrong'],
    switchOn: atTokenEndpoint({ kind: 'status', status: 400, body: { error: 'unsupported_grant_type' } }),
  },
  hang: { finds: ['token-endpoint warning'], switchOn: atTokenEndpoint({ kind: 'hang' }, { times: 1 }), limits: { response: 2_500 } },
  hold: { finds: ['token-endpoint warning'], switchOn: atTokenEndpoint({ kind: 'hold' }, { times: 1 }), limits: { response: 2_500 } },
  reset: { finds: ['token-endpoint wrong'], switchOn: atTokenEndpoint({ kind: 'reset' }) },
  text: { finds: ['token-endpoint wrong'], switchOn: atTokenEndpoint({ kind: 'text', body: '<title>Sign in</title>' }) },
  'text empty': { finds: ['token-endpoint wrong'], switchOn: atTokenEndpoint({ kind: 'text', body: '', status: 400 }) },
  delay: {
    finds: ['token-endpoint warning'],
    mayFind: ['api warning'],
    switchOn: atTokenEndpoint({ kind: 'delay', ms: 600 }, { times: 1 }),
    limits: { slow: 500 },
  },
  sequence: { finds: ['token-endpoint warning'], switchOn: atTokenEndpoint({ kind: 'sequence', faults: [outage, { kind: 'none' }] }) },
}

const apiIsAway = { finds: ['api wrong'], mayFind: ['challenge-no-token warning', 'challenge-wrong-token warning'] }

export const apiFaults: FaultTable = {
  none: { finds: [], switchOn: atApi({ kind: 'none' }) },
  status: { ...apiIsAway, switchOn: atApi(outage) },
  hang: { ...apiIsAway, switchOn: atApi({ kind: 'hang' }, fresh), limits: { response: 2_500 } },
  hold: { ...apiIsAway, switchOn: atApi({ kind: 'hold' }, fresh), limits: { response: 2_500 } },
  reset: { ...apiIsAway, switchOn: atApi({ kind: 'reset' }) },
  text: { finds: ['challenge-no-token warning'], switchOn: atApi({ kind: 'text', body: '<title>Sign in</title>' }) },
  delay: {
    finds: ['api warning'],
    mayFind: ['token-endpoint warning'],
    switchOn: atApi({ kind: 'delay', ms: 600 }, fresh),
    limits: { slow: 500 },
  },
  sequence: { ...apiIsAway, switchOn: atApi({ kind: 'sequence', faults: [outage, { kind: 'none' }] }) },
}

const clear: FaultRow = { finds: [] }
const odd = ['challenge-wrong-token wrong', 'challenge-dead-token wrong']
const vague: FaultRow = { finds: ['challenge-wrong-token warning', 'challenge-dead-token warning'] }

/** What the API says of a token that is made up or dead. */
const rejectionRows: FaultTable<ChallengeName> = {
  invalid_token: clear,
  list: clear,
  bare: vague,
  none: { finds: [...vague.finds, 'challenge-no-token warning'] },
  basic: { finds: [...odd, 'challenge-no-token warning'] },
  dpop: { finds: [...odd, 'challenge-no-token warning'] },
  token: { finds: [...odd, 'challenge-no-token warning'] },
  insufficient_scope: { finds: [...odd, 'challenge-no-token warning'] },
  insufficient_scope_401: { finds: [...odd, 'challenge-no-token warning'] },
  invalid_request: { finds: [...odd, 'challenge-no-token warning'] },
  step_up: { finds: [...odd, 'challenge-no-token warning'] },
  forbidden: { finds: [...odd, 'challenge-no-token warning'] },
}

const dpopToo: ReadonlySet<string> = new Set(['dpop'])

/** Each twice: for dead tokens alone, and for each token. */
export const rejectionFaults: FaultTable = Object.fromEntries(
  Object.entries(rejectionRows).flatMap(([name, row]): [string, FaultRow][] => [
    [name, { ...row, path: `/orders?challenge=${name}` }],
    [
      `${name} for a fresh token`,
      {
        finds: ['api wrong', ...(dpopToo.has(name) ? ['dpop wrong'] : [])],
        mayFind: row.finds,
        path: `/orders?challenge=${name}&reject=always`,
        optionsWork: 'token',
      },
    ],
  ]),
)

export const urlFaults: FaultTable = {
  'reject always': { finds: ['api wrong'], path: '/orders?reject=always', optionsWork: 'token' },
  stall: { finds: ['connection wrong'], path: '/orders?stall=1', optionsWork: 'request', limits: { body: 400 } },
  rejectBytes: { finds: ['connection warning'], path: '/orders?rejectBytes=100000' },
  'rejectBytes above 1 MiB': { finds: ['connection wrong'], path: '/orders?rejectBytes=1100000', optionsWork: 'request' },
  delay: {
    finds: ['api warning'],
    mayFind: ['token-endpoint warning'],
    path: '/orders?delay=300',
    limits: { slow: 250 },
  },
  redirect: { finds: ['api warning'], path: '/redirect?to=/elsewhere', status: 302 },
  open: { finds: ['challenge-no-token warning'], path: '/open' },
  'status 404': { finds: ['api warning'], path: '/status/404', status: 404 },
}

export const oddRefreshFaults: FaultTable<OddRefreshResponse> = {
  'an empty 400': oddRefresh('an empty 400'),
  unauthorized_client: oddRefresh('unauthorized_client'),
  'a 500': oddRefresh('a 500'),
  'a page': oddRefresh('a page'),
}

function oddRefresh(name: OddRefreshResponse): FaultRow {
  // The first refresh is with a good token, and three more follow with --test-reuse.
  return {
    finds: ['dead-refresh-token warning'],
    switchOn: atTokenEndpoint(oddRefreshResponses[name], { grantType: 'refresh_token', after: 3 }),
  }
}
