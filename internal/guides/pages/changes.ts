import { memoryStore } from '@everbearer/core'
import type { Coordinator } from '@everbearer/core'
import { expect } from 'vitest'
import { send } from '../checks.ts'
import type { GuidePage } from '../guide-page.ts'

export const changes: GuidePage = {
  path: 'docs/guide/changes.md',
  blocks: {
    async stores({ world, run }) {
      const { refresh_token: refreshToken } = await world.logIn('web-app')
      const rows = memoryStore()
      const { auth } = await run<{ auth: Coordinator }>({ old: { refreshToken }, rows })
      await send(auth)
      expect(await rows.load()).toMatchObject({ version: 1, generation: 1 })
    },
  },
}
