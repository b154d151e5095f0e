import { setTimeout as pause } from 'node:timers/promises'
import { startTestbed, type Testbed } from '@everbearer/testbed'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clients, type Send } from '../keycloak/clients.ts'
import { grants } from './rows.ts'

/** Of an access token, s: the requests of a test outlive several. */
const lifetime = 1
const rounds = 3

let testbed: Testbed
beforeAll(async () => void (testbed = await startTestbed()))
afterAll(() => testbed.close())

describe.concurrent.each(grants)('$name', ({ start }) => {
  test.concurrent.each(clients)('$name: tokens expire and are revoked, and no caller gets an error', async ({ create }) => {
    await using grant = await start(testbed, lifetime)
    const failed: unknown[] = []
    grant.auth.on('refresh-failed', ({ class: failureClass, error }) => failed.push([failureClass, error.code]))
    const send = create(grant.auth)
    const statuses: number[] = []
    for (let round = 0; round < rounds; round++) {
      const hasExpired = (): boolean => testbed.counts(grant.clientId).tokenResponses >= 2 * (round + 1)
      statuses.push(...(await sendUntil(hasExpired, send)))
      testbed.revokeAccessTokens(grant.clientId)
      if (grant.survives === 'all tokens') testbed.revokeRefreshTokens(grant.clientId)
    }
    expect(statuses.length).toBeGreaterThan(30)
    expect(new Set(statuses)).toEqual(new Set([200]))
    expect(failed).toEqual([])
    const { tokenResponses, tokenErrors, spentRefreshTokens } = testbed.counts(grant.clientId)
    // Each lifetime and each revocation needs a token.
    expect(tokenResponses).toBeGreaterThanOrEqual(2 * rounds)
    expect(spentRefreshTokens).toBe(0)
    // Only a refresh token that was revoked is rejected, or a device that has not been confirmed yet.
    expect(tokenErrors).toBeLessThanOrEqual(3)
  })
})

/** Sends for a lifetime, and longer on a machine that is too slow for a second token within that time. */
async function sendUntil(isOver: () => boolean, send: Send): Promise<number[]> {
  const statuses: number[] = []
  const end = performance.now() + lifetime * 1000
  while (performance.now() < end || !isOver()) {
    const replies = await Promise.all(Array.from({ length: 4 }, () => send(`${testbed.api}/echo`)))
    statuses.push(...replies.map(({ status }) => status))
    await pause(50)
  }
  return statuses
}
