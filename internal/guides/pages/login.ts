import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type Coordinator, createCoordinator } from '@everbearer/core'
import { refreshToken } from '@everbearer/oauth2'
import { followLogin } from '@everbearer/testing/server'
import { expect, vi } from 'vitest'
import { send } from '../checks.ts'
import type { GuidePage } from '../guide-page.ts'

const origins = ['https://api.example.com']
const redirectUri = 'https://app.example.com/callback'

interface Session {
  login?: unknown
}
interface LoginRoutes {
  getLogin: (session: Session) => Promise<Response>
  getCallback: (request: Request, session: Session) => Promise<Response>
}

export const login: GuidePage = {
  path: 'docs/guide/login.md',
  blocks: {
    async 'on-a-pages-server'({ world, run }) {
      world.register({ clientId: 'my-app', redirectUris: [redirectUri] })
      const source = refreshToken({ issuer: world.testbed.issuer, clientId: 'my-app', clientSecret: 'my-secret' })
      const auth = createCoordinator({ source, origins })
      const { getLogin, getCallback } = await run<LoginRoutes>({ coordinatorOf: () => auth })
      const session: Session = {}
      const location = (await getLogin(session)).headers.get('location')
      const callback = await followLogin(location ?? '', redirectUri)
      const response = await getCallback(new Request(callback), session)
      expect([response.status, response.headers.get('location'), session]).toEqual([303, '/', {}])
      await send(auth)
      expect((await getCallback(new Request(callback), session)).status).toBe(400)

      const declined = await followLogin(`${(await getLogin(session)).headers.get('location')}&login_hint=nobody`, redirectUri)
      expect((await getCallback(new Request(declined), session)).status).toBe(400)
    },
    async 'a-login-for-a-command-line-tool'({ world, run, printed, folder }) {
      vi.stubEnv('XDG_STATE_HOME', folder)
      world.testbed.registerClient({ clientId: 'my-tool', authentication: 'none', refreshTokens: true })
      // A device may ask once a second, not every five: RFC 8628 section 3.2.
      world.sites.set('auth.example.com/device/auth', async (request, response) => {
        const answer = await fetch(`${world.testbed.origin}/device/auth`, {
          method: 'POST',
          headers: {
            'content-type': request.headers['content-type'] ?? '',
            'x-forwarded-proto': 'https',
            'x-forwarded-host': 'auth.example.com',
          },
          body: await text(request),
        })
        response.writeHead(answer.status, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ ...((await answer.json()) as object), interval: 1 }))
      })
      const finished = run()
      await vi.waitFor(() => expect(printed).toHaveLength(1))
      const [, userCode = ''] = /^Open https:\/\/auth\.example\.com\S* and enter (\S+), until /.exec(printed[0] ?? '') ?? []
      await world.testbed.decideDeviceLogin(userCode, 'approve', 'alice')
      await finished
      expect(printed.slice(1)).toEqual(['Thank you.', expect.stringContaining("url: '/orders'")])
      expect(await readFile(join(folder, 'my-tool', 'token.json'), 'utf8')).toContain('refreshToken')
    },
    async 'with-a-browser-on-the-same-machine'({ world, run, printed }) {
      const { logIn } = await run<{ logIn: (auth: Coordinator) => Promise<void> }>()
      const source = refreshToken({ issuer: world.testbed.issuer, clientId: 'my-tool' })
      const auth = createCoordinator({ source, origins })
      const finished = logIn(auth)
      await vi.waitFor(() => expect(printed).toHaveLength(1))
      const url = (printed[0] ?? '').replace(/^Open /, '')
      const redirectUris = [new URL(url).searchParams.get('redirect_uri') ?? '']
      world.testbed.registerClient({ clientId: 'my-tool', authentication: 'none', redirectUris })
      const page = await fetch(await followLogin(url, redirectUris[0] ?? ''))
      expect(await page.text()).toBe('You may close this page.')
      await finished
      await send(auth)
    },
  },
}
