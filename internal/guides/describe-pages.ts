import { describe, expect, it } from 'vitest'
import { readBlocks } from './blocks.ts'
import type { GuidePage } from './guide-page.ts'
import { provideNetwork } from './provide-network.ts'
import { runPlan } from './run-plan.ts'

/** Defines a test for each block of the pages that has a plan. */
export function describePages(pages: readonly GuidePage[]): void {
  const provided = provideNetwork()

  describe.each(pages)('the code of $path', async ({ path, blocks: plans }) => {
    const blocks = await readBlocks(path)
    it.each(Object.entries(plans))('does what the page says: %s', async (name, plan) => {
      const block = blocks.find((each) => each.name === name)
      expect(block, `the block among: ${blocks.map((each) => each.name).join(', ')}`).toBeDefined()
      const { network, modules } = provided()
      await runPlan(block!, plan, network, modules)
    })
  })
}
