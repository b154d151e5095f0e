import { expect } from 'vitest'
import type { BlockPlan, GuidePage } from '../guide-page.ts'

/** The request that says so reaches the API without a token. */
const sendsWithoutToken: BlockPlan['check'] = async ({ world, run }) => {
  await run()
  expect(world.testbed.requests).toMatchObject([{ method: 'GET', url: '/open/health', status: 200 }])
  expect(world.testbed.requests[0]?.headers).not.toHaveProperty('authorization')
}

export const clients: GuidePage = {
  path: 'docs/guide/clients.md',
  blocks: { axios: sendsWithoutToken, ky: sendsWithoutToken, ofetch: sendsWithoutToken, fetch: sendsWithoutToken },
}
