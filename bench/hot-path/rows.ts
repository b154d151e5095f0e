import { memoizeIdentityProvider, doesIdentityRequireRefresh, isIdentityExpired } from '@smithy/core'
import { bearerTokenAuthenticationPolicy, createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline'
import { createCoordinator, type CoordinatorOptions } from '@everbearer/core'
import { adapterSideOf } from '@everbearer/core/adapter'
import { azureCredential } from '../contenders/azure.ts'
import { googleClient } from '../contenders/google.ts'

/** One way to get a token that is already there. */
export interface HotRow {
  readonly name: string
  /** `us` and `peer` are authorizations. `machine` is a lower bound of their time. */
  readonly role: 'machine' | 'ours' | 'peer'
  /** Gives a promise. The time includes that of `await`. */
  readonly isAsync?: boolean
  readonly prepare: () => Promise<(url: string) => unknown>
}

const host = 'https://api.example.com'

/** Many strings: a compiler or a string table might remember a single one. */
export const urls: readonly string[] = Array.from({ length: 64 }, (_, page) => `${host}/orders?page=${page}`)

const obtain = async () => ({ access_token: 'access-token', expires_in: 36_000 })

const ours =
  (origins: CoordinatorOptions['origins']): HotRow['prepare'] =>
  async () => {
    const auth = createCoordinator({ source: obtain, origins })
    await auth.getToken()
    const side = adapterSideOf(auth)
    const request = { url: '' }
    return (url) => {
      request.url = url
      return side.authorize(request)
    }
  }

export const hotRows: readonly HotRow[] = [
  { name: 'an empty function', role: 'machine', prepare: async () => (url) => url },
  { name: 'Date.now()', role: 'machine', prepare: async () => () => Date.now() },
  { name: 'performance.now()', role: 'machine', prepare: async () => () => performance.now() },
  { name: 'url.startsWith(origin)', role: 'machine', prepare: async () => (url) => url.startsWith(`${host}/`) },
  { name: 'authorize, one origin listed', role: 'ours', prepare: ours([host]) },
  {
    name: 'authorize, the last of five listed',
    role: 'ours',
    prepare: ours([...[1, 2, 3, 4].map((n) => `https://${n}.example.com`), host]),
  },
  { name: "authorize, origins: 'any'", role: 'ours', prepare: ours('any') },
  { name: 'authorize, a predicate (parses the URL)', role: 'ours', prepare: ours(({ hostname }) => hostname === 'api.example.com') },
  {
    name: 'trace, nobody listens to requests',
    role: 'ours',
    prepare: async () => {
      const auth = createCoordinator({ source: obtain, origins: 'any' })
      auth.on('refresh', () => {})
      const side = adapterSideOf(auth)
      const request = { url: host, session: side.session }
      return () => side.trace(request)
    },
  },
  {
    name: 'getToken()',
    role: 'ours',
    isAsync: true,
    prepare: async () => {
      const auth = createCoordinator({ source: obtain, origins: 'any' })
      return () => auth.getToken()
    },
  },
  {
    name: '@smithy/core memoizeIdentityProvider',
    role: 'peer',
    isAsync: true,
    prepare: async () => {
      const expiration = new Date(Date.now() + 36_000_000)
      const provider = memoizeIdentityProvider(
        async () => ({ token: 'access-token', expiration }),
        isIdentityExpired,
        doesIdentityRequireRefresh,
      )
      return () => provider?.({})
    },
  },
  {
    name: 'Azure’s token cycler, through its policy',
    role: 'peer',
    isAsync: true,
    prepare: async () => {
      const policy = bearerTokenAuthenticationPolicy({ credential: azureCredential({ obtain }), scopes: 'bench' })
      const response = { request: createPipelineRequest({ url: host }), status: 200, headers: createHttpHeaders() }
      const { request } = response
      return () => policy.sendRequest(request, async () => response)
    },
  },
  {
    name: 'google-auth-library getRequestHeaders()',
    role: 'peer',
    isAsync: true,
    prepare: async () => {
      const client = googleClient({ obtain })
      return () => client.getRequestHeaders()
    },
  },
  {
    name: 'google-auth-library getAccessToken()',
    role: 'peer',
    isAsync: true,
    prepare: async () => {
      const client = googleClient({ obtain })
      return () => client.getAccessToken()
    },
  },
]
