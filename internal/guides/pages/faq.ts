import { expect } from 'vitest'
import type { GuidePage } from '../guide-page.ts'

export const faq: GuidePage = {
  path: 'docs/guide/faq.md',
  blocks: {
    async 'client-credentials-token-cache-node'({ world, run, printed }) {
      world.register()
      await run()
      expect(printed).toEqual([expect.stringMatching(/^\d+$/)])
      expect(world.testbed.counts().tokenResponses).toBe(1)
    },
    async 'how-to-test-token-refresh-without-waiting'({ run }) {
      const { server } = await run<{ server: { apiRequests: readonly unknown[] } }>()
      expect(server.apiRequests).toHaveLength(2)
    },
  },
}
