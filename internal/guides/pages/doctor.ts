import type { Coordinator } from '@everbearer/core'
import { expect, vi } from 'vitest'
import { send } from '../checks.ts'
import type { GuidePage } from '../guide-page.ts'

export const doctor: GuidePage = {
  path: 'docs/guide/doctor.md',
  blocks: {
    'an-example': {
      rejections: [403],
      async check({ world, run }) {
        vi.stubEnv('EVERBEARER_CLIENT_SECRET', 'my-secret')
        world.register({ authentication: 'client_secret_basic' })
        const { auth } = await run<{ auth: Coordinator }>()
        await send(auth, 'https://api.example.com/orders?reject=1&challenge=forbidden')
        expect(world.served.map((line) => line.slice(-3))).toEqual(['403', '200'])
      },
    },
  },
}
