import type { TokenSource } from '@everbearer/core'
import { sendFrom, makesCoordinator } from '../checks.ts'
import type { GuidePage } from '../guide-page.ts'

export const oauth2: GuidePage = {
  path: 'docs/reference/oauth2.md',
  blocks: {
    'oauth-20-sources': { issuer: 'https://auth.example.com/realms/shop', check: makesCoordinator() },
    async examples({ world, run }) {
      world.register({ authentication: 'client_secret_basic' })
      await sendFrom((await run<{ source: TokenSource }>()).source)
    },
    'examples 2': {
      issuer: 'https://auth.example.com/auth/realms/api',
      async check({ world, run }) {
        await world.logIn('apiclient')
        await sendFrom((await run<{ source: TokenSource }>()).source)
      },
    },
  },
}
