import { clientCredentials } from '@everbearer/oauth2'
import { startTestbed } from '@everbearer/testbed'
import { refreshAt } from './scenario.ts'
import type { Target } from './target.ts'

/** Starts the testbed as a target. @param lifetime - of access tokens, ms */
export async function startEmbeddedTarget(lifetime: number): Promise<Target> {
  const testbed = await startTestbed()
  const clientIds: string[] = []
  return {
    url: `${testbed.api}/echo`,
    lifetime,
    enrol() {
      const client = testbed.registerClient({ accessTokenLifetime: lifetime / 1000, refreshTokens: true, rotateRefreshTokens: true })
      clientIds.push(client.clientId)
      return {
        options: {
          source: clientCredentials({ tokenEndpoint: testbed.tokenEndpoint, ...client }),
          origins: [testbed.api],
          // Tokens this short leave no room for an outage between a later refresh and their end.
          refreshAt,
        },
        tokenCounts() {
          const { tokenAnswers, tokenErrors } = testbed.counts(client.clientId)
          return { answered: tokenAnswers, failed: tokenErrors }
        },
      }
    },
    mishaps: {
      revoke: () => testbed.revokeAccessTokens(),
      failTokenEndpoint(length) {
        for (const clientId of clientIds) testbed.failTokenEndpoint({ kind: 'status', status: 503 }, { clientId, forMs: length })
      },
    },
    [Symbol.asyncDispose]: () => testbed.close(),
  }
}
