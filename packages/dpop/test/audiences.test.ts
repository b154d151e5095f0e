import { createAudienceCoordinator } from '@everbearer/core'
import { clientCredentials, refreshToken } from '@everbearer/oauth2'
import { startTestbed } from '@everbearer/testbed'
import { expect, test } from 'vitest'
import { dpopKey } from '../src/index.ts'
import { clients } from './support/clients.ts'
import { proofsAt } from './support/proofs.ts'

test.each(clients)('$name: one key binds the tokens of all audiences, and each request has a proof of its own', async ({ create }) => {
  await using testbed = await startTestbed({ dpop: { tokenNonces: 'required', apiNonces: 'required' } })
  const client = testbed.registerClient({ refreshTokens: true, rotateRefreshTokens: true })
  const keyBinding = dpopKey({ algorithm: 'Ed25519' })
  const options = { tokenEndpoint: testbed.tokenEndpoint, ...client, keyBinding }
  const origins = [testbed.api, testbed.api.replace('127.0.0.1', 'localhost')]
  await using auth = createAudienceCoordinator({
    source: (parameters) => refreshToken({ ...options, parameters }),
    audiences: Object.fromEntries(origins.map((origin) => [origin, { audience: origin }])),
  })
  const first = await clientCredentials(options).obtain?.({ signal: AbortSignal.timeout(10_000) })
  if (first !== undefined) await auth.setTokens(first)
  const send = create(auth)
  const statuses = await Promise.all(Array.from({ length: 20 }, (_, n) => send(`${origins[n % 2] ?? ''}/echo?n=${n}`)))
  expect(new Set(statuses)).toEqual(new Set([200]))
  expect(testbed.counts(client.clientId)).toMatchObject({ tokenResponses: 3, spentRefreshTokens: 0 })
  const proofs = proofsAt(testbed)
  expect(new Set(proofs.map(({ jti }) => jti)).size).toBe(proofs.length)
})
