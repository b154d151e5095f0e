import { generateKeyPairSync } from 'node:crypto'
import type { Coordinator } from '@everbearer/core'
import type { KeyBinding } from '@everbearer/core/adapter'
import { clientCredentials } from '@everbearer/oauth2'
import { expect } from 'vitest'
import { send, sendFrom } from '../checks.ts'
import type { BlockContext, GuidePage } from '../guide-page.ts'

/** The API has got a token that is bound to a key, with a proof. */
function expectProof({ world }: BlockContext): void {
  expect(world.testbed.requests).toMatchObject([{ status: 200, headers: { authorization: 'DPoP', dpop: expect.any(String) } }])
}

async function bindsTokens(context: BlockContext): Promise<void> {
  context.world.register()
  const { auth } = await context.run<{ auth: Coordinator }>()
  await send(auth)
  expectProof(context)
}

export const dpop: GuidePage = {
  path: 'docs/guide/dpop.md',
  blocks: {
    dpop: bindsTokens,
    async 'which-key'(context) {
      context.world.register()
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const secret = JSON.stringify(privateKey.export({ format: 'jwk' }))
      const { keyBinding } = await context.run<{ keyBinding: KeyBinding }>({ secret })
      const issuer = 'https://auth.example.com'
      await sendFrom(clientCredentials({ issuer, clientId: 'my-client', clientSecret: 'my-secret', keyBinding }))
      expectProof(context)
    },
    'a-source-of-your-own': bindsTokens,
  },
}
