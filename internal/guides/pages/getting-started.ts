import { expect } from 'vitest'
import type { GuidePage } from '../guide-page.ts'

export const gettingStarted: GuidePage = {
  path: 'docs/guide/getting-started.md',
  blocks: {
    async 'getting-started'({ world, run, printed }) {
      world.register()
      const { data } = await run<{ data: { url: string } }>()
      expect(data.url).toBe('/catalogs')
      expect(printed).toEqual([expect.stringMatching(/^everbearer: token 1 /)])
    },
  },
}
