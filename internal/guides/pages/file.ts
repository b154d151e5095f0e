import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Coordinator } from '@everbearer/core'
import { expect, vi } from 'vitest'
import { send } from '../checks.ts'
import type { GuidePage } from '../guide-page.ts'

export const file: GuidePage = {
  path: 'docs/reference/file.md',
  blocks: {
    async 'file-store'({ world, run, folder }) {
      vi.stubEnv('XDG_STATE_HOME', folder)
      const { auth } = await run<{ auth: Coordinator }>()
      const tokens = await world.logIn('my-tool')
      await auth.setTokens(tokens)
      await send(auth)
      expect(await readFile(join(folder, 'my-tool', 'token.json'), 'utf8')).toContain(tokens.refresh_token)
    },
  },
}
