import { clientCredentials } from '@everbearer/oauth2'
import { startTestbed, type Testbed } from '@everbearer/testbed'
import { refreshAt } from './scenario.ts'
import type { Target } from './target.ts'
import { createTokenWire } from './token-wire.ts'

const path = '/echo'

/**
 * Starts the testbed as a target.
 *
 * @param lifetime - of access tokens, ms
 * @param started - a testbed that runs already; it ends with the target. @default a new testbed
 */
export async function startEmbeddedTarget(lifetime: number, started?: Testbed): Promise<Target> {
  const testbed = started ?? (await startTestbed())
  const clientIds: string[] = []
  return {
    url: testbed.api + path,
    bareUrl: `${testbed.api}${path}/bare`,
    lifetime,
    enrol() {
      const client = testbed.registerClient({ accessTokenLifetime: lifetime / 1000, refreshTokens: true, rotateRefreshTokens: true })
      const { clientId } = client
      clientIds.push(clientId)
      const wire = createTokenWire()
      return {
        options: {
          source: clientCredentials({ tokenEndpoint: testbed.tokenEndpoint, ...client, fetch: wire.fetch }),
          origins: [testbed.api],
          // Such short tokens leave no time for an outage between a later refresh and their expiry.
          refreshAt,
        },
        tokenCounts() {
          const { tokenResponses, tokenErrors } = testbed.counts(clientId)
          return { issued: tokenResponses, failed: tokenErrors }
        },
        revocable: {
          revoke: () => testbed.revokeAccessTokens(clientId),
          watchRejections() {
            const last = testbed.requests.at(-1)
            return () => {
              const { requests } = testbed
              const since = last === undefined ? requests : requests.slice(requests.lastIndexOf(last) + 1)
              return since.some((request) => request.clientId === clientId && request.status === 401 && request.url === path)
            }
          },
          wire,
        },
      }
    },
    mishaps: {
      failTokenEndpoint(length) {
        for (const clientId of clientIds) testbed.failTokenEndpoint({ kind: 'status', status: 503 }, { clientId, forMs: length })
      },
    },
    [Symbol.asyncDispose]: () => testbed.close(),
  }
}
