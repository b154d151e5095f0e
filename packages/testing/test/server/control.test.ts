import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { startControl } from '../../src/server/control.ts'
import { createRemoteTestbed } from '../../src/server/remote.ts'

const grant = (clientId: string, clientSecret: string): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }),
})

it('creates testbeds that know nothing of each other, and ends them', async () => {
  await using control = await startControl()
  const [one, two] = await Promise.all([createRemoteTestbed(control.url), createRemoteTestbed(control.url)])
  const { clientId, clientSecret } = await one.registerClient({ accessTokenLifetime: 7, responseFields: { extra: 1, scope: null } })
  expect(await (await fetch(one.tokenEndpoint, grant(clientId, clientSecret))).json()).toMatchObject({ expires_in: 7, extra: 1 })
  expect((await fetch(two.tokenEndpoint, grant(clientId, clientSecret))).status).toBe(401)
  expect([await one.counts(clientId), await two.counts()]).toMatchObject([{ tokenResponses: 1 }, { tokenResponses: 0, tokenErrors: 1 }])
  await one.close()
  await one.close()
  await expect(fetch(one.api)).rejects.toThrow('fetch failed')
  await expect(one.counts()).rejects.toThrow('there is no testbed')
  expect((await fetch(`${two.api}/open`)).status).toBe(200)
  expect(await two.requests()).toMatchObject([{ url: '/open', status: 200 }])
})

it('holds a token answer back until it is let go', async () => {
  await using control = await startControl()
  await using testbed = await createRemoteTestbed(control.url)
  const { clientId, clientSecret } = await testbed.registerClient()
  const release = await testbed.failTokenEndpoint({ kind: 'hold' })
  const pending = fetch(testbed.tokenEndpoint, grant(clientId, clientSecret))
  await testbed.untilCounts({ tokenRequests: 1 })
  expect(await testbed.counts()).toMatchObject({ tokenResponses: 0, tokenErrors: 0 })
  await release()
  expect((await pending).status).toBe(200)
})

it('scripts faults for one path, after so many requests', async () => {
  await using control = await startControl()
  await using testbed = await createRemoteTestbed(control.url)
  const remove = await testbed.failApi({ kind: 'status', status: 503 }, { path: '/open/late', after: 1 })
  const statusOf = async (path: string): Promise<number> => (await fetch(testbed.api + path)).status
  expect([await statusOf('/open/late'), await statusOf('/open'), await statusOf('/open/late')]).toEqual([200, 200, 503])
  await remove()
  expect(await statusOf('/open/late')).toBe(200)
})

it.each([
  [true, 'WWW-Authenticate, DPoP-Nonce'],
  [{ exposeChallenge: false }, null],
])('answers browsers of other origins (%j)', async (cors, exposed) => {
  await using control = await startControl()
  await using testbed = await createRemoteTestbed(control.url, { cors })
  for (const url of [testbed.tokenEndpoint, `${testbed.api}/echo`]) {
    const headers = {
      origin: 'http://other.test',
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'authorization,x-own',
    }
    const preflight = await fetch(url, { method: 'OPTIONS', headers })
    expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([204, 'authorization,x-own'])
    const { headers: answered } = await fetch(url, { method: 'POST', headers: { origin: 'http://other.test' } })
    expect(answered.get('access-control-allow-origin')).toMatch(/^(\*|http:\/\/other\.test)$/)
  }
  const { headers: answered } = await fetch(`${testbed.api}/open`)
  expect(answered.get('access-control-expose-headers')).toBe(exposed)
  expect(await testbed.counts()).toMatchObject({ tokenRequests: 1, apiRequests: 2 })
})

it('says what it does not know', async () => {
  await using control = await startControl()
  await using testbed = await createRemoteTestbed(control.url)
  await expect(testbed.registerClient({ accessTokenLifetime: -1 })).rejects.toThrow('accessTokenLifetime')
  const response = await fetch(`${control.url}/testbeds/nowhere/counts`, { method: 'POST', body: '[]' })
  expect([response.status, await response.json()]).toEqual([400, { error: expect.stringContaining('no testbed nowhere') }])
})

it('is started by a command that prints its URL', async () => {
  const cli = fileURLToPath(new URL('../../src/server/cli.ts', import.meta.url))
  const child = spawn(process.execPath, [cli, '--control'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  await using testbed = await createRemoteTestbed(line.toString().trim())
  expect((await fetch(`${testbed.api}/open`)).status).toBe(200)
  await testbed.close()
  const exit = once(child, 'exit')
  child.kill('SIGINT')
  expect(await exit).toEqual([0, null])
})
