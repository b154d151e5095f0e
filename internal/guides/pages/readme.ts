import { expect } from 'vitest'
import type { GuidePage } from '../guide-page.ts'

export const readme: GuidePage = {
  path: 'README.md',
  blocks: {
    async everbearer({ world, run, printed }) {
      world.register()
      await run()
      expect(printed.join()).toContain("url: '/catalogs'")
      expect(world.served).toEqual(['GET /catalogs 200'])
    },
  },
}
