import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { startTestbed } from '../../src/server/index.ts'
import { callApi, token } from './calls.ts'

const source = (name: string): string => fileURLToPath(new URL(`../../src/server/${name}`, import.meta.url))
const run = promisify(execFile)
const cli = (...args: string[]): ReturnType<typeof run> => run(process.execPath, [source('cli.ts'), ...args])

describe('origins', () => {
  it('are announced by discovery', async () => {
    await using testbed = await startTestbed()
    const response = await fetch(`${testbed.issuer}/.well-known/openid-configuration`)
    const metadata = await response.json()
    expect(metadata).toMatchObject({ issuer: testbed.issuer, token_endpoint: testbed.tokenEndpoint })
    expect(metadata).toMatchObject({
      grant_types_supported: expect.arrayContaining(['client_credentials', 'password', 'refresh_token']),
      token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic', 'none'],
    })
    const { keys } = (await (await fetch(`${testbed.issuer}/jwks`)).json()) as { keys: object[] }
    expect(keys).toEqual([expect.objectContaining({ kty: 'EC' })])
    expect(keys[0]).not.toHaveProperty('d')
  })

  it('are two unless shared', async () => {
    await using apart = await startTestbed()
    expect(new URL(apart.api).origin).not.toBe(apart.issuer)
    await using shared = await startTestbed({ sharedOrigin: true })
    expect(shared.api).toBe(`${shared.issuer}/api`)
    const { accessToken } = await token(shared, shared.registerClient())
    const response = await callApi(shared, '/status/201?x=1', accessToken)
    expect(response.status).toBe(201)
    expect(shared.requests.map(({ url }) => url)).toEqual(['/api/status/201?x=1'])
  })

  it('are those of a proxy in front, with the path of the issuer', async () => {
    const issuer = 'https://id.example.com/realms/shop'
    await using testbed = await startTestbed({ issuer })
    expect(testbed).toMatchObject({ issuer, tokenEndpoint: `${issuer}/token` })
    const headers = { 'x-forwarded-host': 'id.example.com', 'x-forwarded-proto': 'https' }
    const metadata = await (await fetch(`${testbed.origin}/realms/shop/.well-known/openid-configuration`, { headers })).json()
    expect(metadata).toMatchObject({ issuer, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks` })
    const { clientId, clientSecret } = testbed.registerClient()
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret })
    const response = await fetch(`${testbed.origin}/realms/shop/token`, { method: 'POST', headers, body })
    const { access_token: accessToken } = (await response.json()) as { access_token: string }
    expect((await callApi(testbed, '/echo', accessToken)).status).toBe(200)
    await expect(startTestbed({ issuer: 'no URL' })).rejects.toThrow(TypeError)
  })

  it('have the ports asked for; a port in use rejects and leaves nothing open', async () => {
    const free = await startTestbed()
    const ports = [free.issuer, free.api].map((url) => Number(new URL(url).port))
    await free.close()
    const [port = 0, apiPort = 0] = ports
    await using testbed = await startTestbed({ port, apiPort })
    expect([testbed.issuer, testbed.api]).toEqual([`http://127.0.0.1:${port}`, `http://127.0.0.1:${apiPort}`])
    await expect(startTestbed({ apiPort })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})

describe('close', () => {
  it('settles hung and delayed requests, and may be called twice', async () => {
    const testbed = await startTestbed()
    const client = testbed.registerClient()
    const { accessToken } = await token(testbed, client)
    testbed.failTokenEndpoint({ kind: 'hang' })
    testbed.failApi({ kind: 'hang' }, { times: 1 })
    const open = [
      token(testbed, client),
      callApi(testbed, '/echo', accessToken),
      callApi(testbed, '/echo?delay=60000', accessToken),
      callApi(testbed, '/stream?chunks=9&delay=60000', accessToken).then((response) => response.text()),
    ]
    const settled = Promise.allSettled(open)
    await expect.poll(() => testbed.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 3 })
    await Promise.all([testbed.close(), testbed.close()])
    expect((await settled).map(({ status }) => status)).toEqual(Array(4).fill('rejected'))
    await testbed.close()
    await expect(fetch(testbed.issuer)).rejects.toThrow('fetch failed')
    await expect(fetch(testbed.api)).rejects.toThrow('fetch failed')
  })

  it('leaves nothing running, and nothing is ever printed', async () => {
    const script = `
      import { startTestbed } from ${JSON.stringify(source('index.ts'))}
      const testbed = await startTestbed()
      const client = testbed.registerClient({ refreshTokens: true, rotateRefreshTokens: true })
      const post = (form) => fetch(testbed.tokenEndpoint, {
        method: 'POST',
        headers: { origin: 'http://localhost:3000', accept: 'text/html' },
        body: new URLSearchParams({ client_id: client.clientId, client_secret: client.clientSecret, ...form }),
      }).then((response) => response.text()).catch(String)
      const { refresh_token } = JSON.parse(await post({ grant_type: 'client_credentials' }))
      await post({ grant_type: 'refresh_token', refresh_token })
      await post({ grant_type: 'refresh_token', refresh_token })
      await post({ grant_type: 'password' })
      await post({ grant_type: 'client_credentials', client_secret: 'wrong' })
      await fetch(testbed.issuer + '/nowhere')
      await fetch(testbed.issuer + '/auth?client_id=' + client.clientId)
      await fetch(testbed.api + '/delay')
      testbed.failTokenEndpoint({ kind: 'reset' }, { times: 1 })
      await post({ grant_type: 'client_credentials' })
      testbed.failApi({ kind: 'hang' })
      const hanging = fetch(testbed.api).catch(() => {})
      testbed.failTokenEndpoint({ kind: 'delay', ms: 60000 })
      const delayed = post({ grant_type: 'client_credentials' })
      const arrived = () => testbed.counts().tokenRequests === 7 && testbed.counts().apiRequests === 2
      while (!arrived()) await fetch(testbed.issuer + '/jwks')
      await testbed.close()
      await Promise.all([hanging, delayed])
    `
    const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', script])
    expect([stdout, stderr]).toEqual(['', ''])
  })
})

describe('the command', () => {
  it.each([
    [['--bogus']],
    [['--port', 'x']],
    [['--port', '70000']],
    [['--lifetime', '-1']],
    [['--http-client', 'got']],
    [['--client-id', '']],
    [['--client-secret', 'ü']],
    [['more']],
  ])('says in one line what is wrong with %j, and exits 2', async (args) => {
    const failure = await cli(...args).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^testbed: [^\n]+\n$/) })
  })

  it('explains itself', async () => {
    const { stdout } = await cli('--help')
    expect(stdout).toContain('--lifetime')
  })

  it('runs until interrupted', async () => {
    const args = [source('cli.ts'), '--lifetime', '3']
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => void (output += text))
    await expect.poll(() => output, { timeout: 10_000 }).toContain('curl -i')
    const read = (label: string): string => new RegExp(`^${label} +(\\S+)$`, 'm').exec(output)?.[1] ?? ''
    const form = { client_id: read('client id'), client_secret: read('client secret') }
    const body = new URLSearchParams({ grant_type: 'client_credentials', ...form })
    const response = await fetch(read('token endpoint'), { method: 'POST', body })
    expect(await response.json()).toMatchObject({ expires_in: 3 })
    const exit = once(child, 'exit')
    child.kill('SIGINT')
    expect(await exit).toEqual([0, null])
  })
})
