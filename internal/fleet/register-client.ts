import type { RegisteredClient, Testbed } from '@everbearer/testbed'

/**
 * Registers a client whose refresh tokens rotate.
 *
 * @param lifetime - of the access tokens, ms
 */
export function registerClient(testbed: Testbed, lifetime: number): RegisteredClient {
  return testbed.registerClient({
    accessTokenLifetime: lifetime / 1000,
    refreshTokenLifetime: 3_600,
    refreshTokens: true,
    rotateRefreshTokens: true,
  })
}
