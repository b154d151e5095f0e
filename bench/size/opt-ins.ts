/** What nobody ships who does not import it: a name of core's first door, and the modules that come with it. */
export interface OptIn {
  readonly name: string
  readonly modules: readonly string[]
}

const store = ['define-store', 'resilient-store', 'subscribe-to', 'pending-write', 'read-stored-token']
const encryption = ['encrypted', 'record-cipher', 'older-record', 'encrypted-record', 'encryption-keys', 'base64url']
const audiences = [
  'audience-coordinator',
  'audience-options',
  'audience-side',
  'login-record',
  'login-store',
  'member-emitter',
  'member-source',
  'one-login',
  'turns',
]

export const optIns: readonly OptIn[] = [
  { name: 'defineStore', modules: store },
  { name: 'memoryStore', modules: store },
  { name: 'encrypted', modules: [...store, ...encryption] },
  { name: 'refreshTimer', modules: ['refresh-timer'] },
  { name: 'logEvents', modules: ['log-events', 'event-lines', 'ignored-line', 'repeated-lines', 'near-match'] },
  { name: 'stepUp', modules: ['step-up', 'step-up-calls', 'ask-for-step-up', 'step-up-demand'] },
  { name: 'sessionEndpoint', modules: ['session-endpoint', 'is-signed-out'] },
  { name: 'camelCase', modules: ['camel-case'] },
  { name: 'shareRefreshToken', modules: ['shared-refresh-token'] },
  {
    name: 'createAudienceCoordinator',
    modules: [...store, ...audiences],
  },
  {
    name: 'createCoordinatorPool',
    modules: ['create-coordinator-pool', 'members', 'end-sessions', 'idle-release', 'account-events', 'pool-side'],
  },
]
