import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createCoordinator } from '@everbearer/core'
import { clientCredentials } from '@everbearer/oauth2'
import { type JWK, Provider } from 'oidc-provider'
import { expect, test } from 'vitest'
import { type DpopAlgorithm, dpopKey } from '../src/index.ts'

const client = { clientId: 'my-client', clientSecret: 'a secret of more than 32 characters in all' }

/** oidc-provider's own grant and its own check of proofs, which no code of ours sees. */
async function startProvider(): Promise<AsyncDisposable & { readonly issuer: string; readonly errors: string[] }> {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        token_endpoint_auth_method: 'client_secret_post',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: { keys: [signingKey()] },
    ttl: { ClientCredentials: 600 },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      introspection: { enabled: true, allowedPolicy: () => true },
      dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
    },
  })
  provider.silent = true
  const errors: string[] = []
  provider.on('grant.error', (_ctx, { error }) => errors.push(error))
  const handler = provider.callback()
  server.on('request', (request, response) => void handler(request, response))
  return {
    issuer,
    errors,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function signingKey(): JWK {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { ...privateKey.export({ format: 'jwk' }), kid: 'test', alg: 'ES256', use: 'sig' }
}

test.each<DpopAlgorithm>(['ES256', 'Ed25519'])(
  'oidc-provider, which requires nonces, binds the token to the key (%s)',
  async (algorithm) => {
    await using provider = await startProvider()
    const keyBinding = dpopKey({ algorithm })
    const source = clientCredentials({ issuer: provider.issuer, ...client, keyBinding })
    using auth = createCoordinator({ source, origins: 'any', retries: 0 })
    const { accessToken } = await auth.getToken()
    expect(provider.errors, 'the first proof has no nonce').toEqual(['use_dpop_nonce'])

    const form = { token: accessToken, client_id: client.clientId, client_secret: client.clientSecret }
    const introspected = await fetch(`${provider.issuer}/token/introspection`, { method: 'POST', body: new URLSearchParams(form) })
    expect(await introspected.json()).toMatchObject({ active: true, token_type: 'DPoP', cnf: { jkt: await keyBinding.thumbprint() } })

    auth.invalidate()
    expect((await auth.getToken()).accessToken).not.toBe(accessToken)
    expect(provider.errors, 'the nonce was learned').toEqual(['use_dpop_nonce'])
  },
)
