import { randomUUID } from 'node:crypto'
import type { Coordinator } from '@everbearer/core'
import { signAssertion } from '@everbearer/testing/server'
import { expect } from 'vitest'
import { createAuth, send } from '../checks.ts'
import type { GuidePage } from '../guide-page.ts'

export const grants: GuidePage = {
  path: 'docs/guide/grants.md',
  blocks: {
    async 'one-login-several-services'({ world, run }) {
      world.register()
      world.register({ clientId: 'my-service' })
      await run({ login: createAuth() })
      expect(world.testbed.requests).toMatchObject([
        { clientId: 'my-service', url: '/', status: 200 },
        { clientId: 'my-service', url: '/', status: 200 },
      ])
      expect(world.testbed.counts('my-service').byGrant).toEqual({ 'urn:ietf:params:oauth:grant-type:token-exchange': 2 })
    },
    async 'a-signed-assertion'({ world, run }) {
      world.register({ authentication: 'none' })
      const aud = 'https://auth.example.com'
      const sign = async (): Promise<string> => signAssertion({ sub: 'alice', aud, jti: randomUUID() }, 'my-secret')
      const { auth } = await run<{ auth: Coordinator }>({ signAssertion: sign })
      await send(auth)
      auth.invalidate()
      await send(auth)
      expect(world.testbed.counts().byGrant).toEqual({ 'urn:ietf:params:oauth:grant-type:jwt-bearer': 2 })
    },
  },
}
