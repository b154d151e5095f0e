import type { Coordinator } from '@everbearer/fetch'
import { expect } from 'vitest'
import type { GuidePage } from '../guide-page.ts'
import { createAuth, createLogin } from '../checks.ts'

export const errors: GuidePage = {
  path: 'docs/guide/errors.md',
  blocks: {
    async errors({ world, run }) {
      const { readCatalogs } = await run<{ readCatalogs: (auth: Coordinator) => Promise<{ url: string } | undefined> }>()
      const auth = await createLogin(world)
      expect(await readCatalogs(auth)).toMatchObject({ url: '/catalogs' })
      await auth.clear()
      expect(await readCatalogs(auth)).toBeUndefined()
      world.testbed.failTokenEndpoint({ kind: 'status', status: 503 })
      await expect(readCatalogs(createAuth({ retries: 0 }))).rejects.toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE' })
    },
  },
}
