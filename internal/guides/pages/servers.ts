import { createCoordinatorPool, type LogoutClaims } from '@everbearer/core'
import { expect } from 'vitest'
import { createLogin, send } from '../checks.ts'
import type { GuidePage } from '../guide-page.ts'

export const servers: GuidePage = {
  path: 'docs/guide/servers.md',
  blocks: {
    async logout({ world, run }) {
      const auth = await createLogin(world, { subject: () => 'alice' })
      const sessions = createCoordinatorPool(
        (key: string) => key,
        () => auth,
      )
      const claims: LogoutClaims = { iss: world.testbed.issuer, sub: 'alice' }
      const readLogoutToken = async (token: string): Promise<LogoutClaims> => {
        if (token !== 'good') throw new Error('no logout token')
        return claims
      }
      const { backChannelLogout } = await run<{ backChannelLogout: (token: string) => Promise<Response> }>({ sessions, readLogoutToken })
      sessions.for('session-1')
      await send(auth)
      expect((await backChannelLogout('bad')).status).toBe(400)
      await send(auth)
      expect((await backChannelLogout('good')).status).toBe(200)
      await expect(send(auth)).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED' })
    },
  },
}
