import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startTestbed } from '@everbearer/testbed'
import { describe, expect, it } from 'vitest'
import { runJson, troublesOf } from '../run-doctor.ts'

const env = { EVERBEARER_CLIENT_SECRET: 'planted-secret-1234', EVERBEARER_REFRESH_TOKEN: 'planted-refresh-token' }

/** A server that gives these metadata, and records which paths were asked for. */
async function startMetadataServer(
  metadata: (origin: string) => object,
): Promise<AsyncDisposable & { origin: string; requests: string[] }> {
  const requests: string[] = []
  const server = createServer((request: IncomingMessage, response) => {
    requests.push(`${request.method} ${request.url}`)
    response.setHeader('content-type', 'application/json').end(JSON.stringify(metadata(origin)))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}

describe('doctor sends no secret', () => {
  it('to an endpoint on another origin that metadata of another issuer name', async () => {
    await using testbed = await startTestbed()
    await using server = await startMetadataServer(() => ({ issuer: testbed.issuer, token_endpoint: testbed.tokenEndpoint }))
    const { report, code } = await runJson(['--issuer', server.origin, '--client-id', 'shop'], env)
    expect(code).toBe(1)
    expect(troublesOf(report)).toEqual(['issuer wrong', 'token-endpoint wrong'])
    expect(testbed.tokenRequests).toEqual([])
  })

  it('over plain http beyond this machine', async () => {
    await using server = await startMetadataServer((origin) => ({ issuer: origin, token_endpoint: 'http://auth.example.com/token' }))
    const { report } = await runJson(['--issuer', server.origin, '--client-id', 'shop'], env)
    expect(troublesOf(report)).toEqual(['tls wrong', 'token-endpoint wrong'])
  })

  it('more than twice to a server that rejects it, and to the user as a password once', async () => {
    await using testbed = await startTestbed()
    testbed.registerClient({ clientId: 'shop', clientSecret: 'another-secret+' })
    testbed.registerUser({ username: 'someone', password: 'a-password' })
    await runJson(['--issuer', testbed.issuer, '--client-id', 'shop'], { EVERBEARER_CLIENT_SECRET: 'odd+secret' })
    expect(testbed.tokenRequests.map(({ status }) => status)).toEqual([401, 401])

    testbed.resetCounts()
    testbed.registerClient({ clientId: 'app', authentication: 'none' })
    const args = ['--issuer', testbed.issuer, '--client-id', 'app', '--grant', 'password', '--username', 'someone']
    const { report } = await runJson(args, { EVERBEARER_PASSWORD: 'wrong-password' })
    expect(testbed.tokenRequests.map(({ status }) => status)).toEqual([400])
    expect(troublesOf(report)).toEqual(['grant wrong'])
  })
})

describe('the refresh token of a user', () => {
  it('is used only with --spend-refresh-token', async () => {
    await using testbed = await startTestbed()
    testbed.registerClient({ clientId: 'app', authentication: 'none', refreshTokens: true, rotateRefreshTokens: true })
    testbed.registerUser({ username: 'someone', password: 'a-password' })
    const body = new URLSearchParams({ grant_type: 'password', client_id: 'app', username: 'someone', password: 'a-password' })
    const login = (await (await fetch(testbed.tokenEndpoint, { method: 'POST', body })).json()) as { refresh_token: string }
    testbed.resetCounts()
    const args = ['--issuer', testbed.issuer, '--client-id', 'app', '--grant', 'refresh_token', '--authentication', 'none']
    const spared = await runJson(args, { EVERBEARER_REFRESH_TOKEN: login.refresh_token })
    expect([spared.code, testbed.tokenRequests.length]).toEqual([0, 0])

    const spent = await runJson([...args, '--spend-refresh-token'], { EVERBEARER_REFRESH_TOKEN: login.refresh_token })
    expect(troublesOf(spent.report)).toEqual([])
    expect(testbed.tokenRequests.map(({ grantType, status }) => `${grantType} ${status}`)).toEqual([
      'refresh_token 200',
      'refresh_token 200',
      'refresh_token 400',
    ])
    expect(spent.output).not.toContain(login.refresh_token)
  })
})
