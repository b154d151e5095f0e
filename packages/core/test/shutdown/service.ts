import { setTimeout as pause } from 'node:timers/promises'
import { createCoordinator } from '../../src/index.ts'
import { fileStore } from './file-store.ts'

/**
 * A service that is told to end while it refreshes. Arguments: the store's file, how long the token endpoint takes, ms.
 * Prints a line when the refresh token has been presented.
 */
const [path = '', delay = '0'] = process.argv.slice(2)

const auth = createCoordinator({
  origins: 'any',
  store: fileStore(path),
  source: {
    async refresh(refreshToken) {
      console.log('presented')
      await pause(Number(delay))
      return { access_token: 'new', refresh_token: `${refreshToken}, rotated` }
    },
  },
})

process.once('SIGTERM', () => void end())
await auth.getToken().catch(() => {})
// The service would go on here.
await pause(60_000, undefined, { ref: true })

async function end(): Promise<void> {
  await auth[Symbol.asyncDispose]()
  process.exit(0)
}
