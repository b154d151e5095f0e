import { randomBytes } from 'node:crypto'
import { type Coordinator, memoryStore } from '@everbearer/core'
import { expect } from 'vitest'
import { send } from '../checks.ts'
import type { GuidePage } from '../guide-page.ts'

export const encrypted: GuidePage = {
  path: 'docs/guide/encrypted.md',
  blocks: {
    async 'encrypted-stores'({ world, run }) {
      world.register({ clientId: 'shop' })
      const rows = memoryStore()
      const environment = { TOKEN_KEY: randomBytes(32).toString('base64url') }
      const { auth } = await run<{ auth: Coordinator }>({ rows, environment })
      await send(auth)
      const { accessToken } = await auth.getToken()
      const record = JSON.stringify(await rows.load())
      expect(record).toContain('2026-01')
      expect(record).not.toContain(accessToken)
    },
  },
}
