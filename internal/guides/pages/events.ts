import type { Coordinator } from '@everbearer/core'
import { expect } from 'vitest'
import { createAuth, send } from '../checks.ts'
import type { GuidePage } from '../guide-page.ts'

export const events: GuidePage = {
  path: 'docs/guide/events.md',
  blocks: {
    async logging({ world, run, printed }) {
      world.register()
      const { explain } = await run<{ explain: (auth: Coordinator) => () => void }>()
      const auth = createAuth()
      const end = explain(auth)
      await send(auth)
      expect(printed).toEqual([expect.stringMatching(/^everbearer: token 1 /)])
      end()
      auth.invalidate()
      await send(auth)
      expect(printed).toHaveLength(1)
    },
    async events({ world, run, printed }) {
      world.register()
      const { watch } = await run<{ watch: (auth: Coordinator) => void }>()
      const auth = createAuth()
      watch(auth)
      await send(auth)
      expect(printed).toContainEqual(expect.stringMatching(/^token 1 \(missing\) after [\d.]+ ms, 1 waited$/))
      expect(printed).toContainEqual(expect.stringMatching(/^refresh /))
    },
  },
}
