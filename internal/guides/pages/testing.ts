import { expect } from 'vitest'
import type { GuidePage } from '../guide-page.ts'

export const testing: GuidePage = {
  path: 'docs/guide/testing.md',
  blocks: {
    async 'code-that-takes-its-coordinator'({ run }) {
      const { server } = await run<{ server: { apiRequests: readonly unknown[] } }>()
      expect(server.apiRequests).toHaveLength(3)
    },
  },
}
