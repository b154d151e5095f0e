import { type Coordinator, refreshTimer, TokenResponseError, TokenUnavailableError } from '@everbearer/core'
import { password, type PasswordOptions } from '@everbearer/oauth2'
import { expect, it, vi } from 'vitest'
import type { ClientUnderTest } from '../clients.ts'
import { createAdmin } from '../server/admin.ts'
import { guessedUser, oddUser, plainUser, unfinishedUser } from '../realms/oli.ts'
import { keycloak, withEachClient } from './on-keycloak.ts'
import { atOnce, codeOf, outcomeOf, patience, type TestContext, type TestContextOptions, createTestContext } from './test-context.ts'

const second = 1000
const day = 86_400 * second
const realm = `${keycloak.auth}/realms/api`

function oli(
  client: ClientUnderTest,
  more: Partial<TestContextOptions> = {},
  credentials: Partial<PasswordOptions> = {},
): Promise<TestContext> {
  const source = (tokenEndpoint: string): ReturnType<typeof password> =>
    password({ tokenEndpoint, clientId: 'apiclient', ...plainUser, ...credentials })
  return createTestContext({ realm, client, source, ...more })
}

async function lifetimesOf(auth: Coordinator): Promise<readonly (number | undefined)[]> {
  const { lifetime, refreshExpiresAt, issuedAt } = await auth.getToken()
  // Keycloak takes off the second that has begun meanwhile.
  return [lifetime, (refreshExpiresAt ?? NaN) - issuedAt].map((life) => Math.ceil((life ?? NaN) / 10 / second) * 10 * second)
}

withEachClient('OLI Systems', (client) => {
  it('O1: token_type "bearer" is sent as Authorization: Bearer', async () => {
    await using context = await oli(client)
    expect((await context.send(context.api.origin)).status).toBe(200)
    const responseFields = context.wire.requests[0]?.responseFields
    expect(responseFields?.['token_type']).toBe('bearer')
    expect(context.api.requests[0]?.authorization).toBe(`Bearer ${String(responseFields?.['access_token'])}`)
  })

  it('O2: the manual’s refresh_token_expires_in is refresh_expires_in in the answer; either is read, the real one first', async () => {
    await using context = await oli(client)
    await context.auth.getToken()
    expect(context.wire.requests[0]?.responseFields).toHaveProperty('refresh_expires_in')
    expect(context.wire.requests[0]?.responseFields).not.toHaveProperty('refresh_token_expires_in')
    expect((await lifetimesOf(context.auth))[1]).toBe(1800 * second)

    for (const [keeps, lifetime] of [
      [true, 1800],
      [false, 60],
    ] as const) {
      await using other = await oli(client)
      other.wire.rewrite = (fields) => ({
        ...fields,
        refresh_expires_in: keeps ? fields['refresh_expires_in'] : undefined,
        refresh_token_expires_in: 60,
      })
      expect((await other.send(other.api.origin)).status).toBe(200)
      expect((await lifetimesOf(other.auth))[1]).toBe(lifetime * second)
    }
  })

  it('O3: lifetimes come from the answer alone, and one of seven days overflows no timer', async () => {
    const warnings: string[] = []
    const note = ({ name }: Error): void => void warnings.push(name)
    process.on('warning', note)
    const documented = [
      ['apiclient', 300 * second, 1800 * second],
      ['apiclient-hint', day, 7 * day],
      ['apiclient-week', 7 * day, 30 * day],
    ] as const
    for (const [clientId, access, refresh] of documented) {
      await using context = await oli(client, { coordinator: { proactive: refreshTimer() } }, { clientId })
      expect((await context.send(context.api.origin)).status).toBe(200)
      expect(await lifetimesOf(context.auth)).toEqual([access, refresh])
      await atOnce(20, () => context.send(context.api.origin))
      expect(context.wire.requests).toHaveLength(1)
    }
    process.off('warning', note)
    expect(warnings).not.toContain('TimeoutOverflowWarning')
  })

  it('O4: not-before-policy, session_state and scope pass through untouched', async () => {
    await using context = await oli(client)
    const { fields, scope } = await context.auth.getToken()
    const { scope: sent, ...responseFields } = context.wire.requests[0]?.responseFields ?? {}
    const own = new Set(['access_token', 'refresh_token', 'token_type'])
    expect(fields).toEqual(Object.fromEntries(Object.entries(responseFields).filter(([name]) => !own.has(name))))
    expect(Object.keys(fields)).toEqual(expect.arrayContaining(['not-before-policy', 'session_state']))
    expect(scope).toBe(sent)
    expect((await context.send(context.api.origin)).status).toBe(200)
  })

  it('O5: a refresh sends the client_id alone, with no empty client_secret', async () => {
    await using context = await oli(client)
    const { refreshToken } = await context.auth.getToken()
    context.auth.invalidate()
    expect((await context.send(context.api.origin)).status).toBe(200)
    const [login, refresh] = context.wire.requests
    expect(login?.form).toEqual({ grant_type: 'password', client_id: 'apiclient', ...plainUser })
    expect(refresh).toMatchObject({
      status: 200,
      form: { grant_type: 'refresh_token', client_id: 'apiclient', refresh_token: refreshToken },
    })
    expect(Object.keys(refresh?.form ?? {})).toHaveLength(3)
    expect(refresh?.headers.authorization).toBeUndefined()
  })

  it('O6: a 200 that is not JSON is a typed error, which a token that is still good survives', async () => {
    await using context = await oli(client, { coordinator: { random: () => 0 } })
    expect((await context.send(context.api.origin)).status).toBe(200)
    context.wire.interfere = () => ({ status: 200, body: 'refresh_expires_in' })
    context.elapse(241 * second)
    expect((await context.send(context.api.origin)).status).toBe(200)
    await vi.waitFor(() => expect(context.events('refresh-failed')).toMatchObject([{ class: 'unusable', reason: 'due' }]), patience)
    expect((await context.send(context.api.origin)).status).toBe(200)

    context.elapse(60 * second)
    const thrown = await outcomeOf(context.send(context.api.origin))
    expect(codeOf(thrown)).toBe('ERR_TOKEN_UNAVAILABLE')
    const { error } = context.events('refresh-failed').at(-1) ?? {}
    expect(error).toBeInstanceOf(TokenUnavailableError)
    expect(error?.cause).toBeInstanceOf(TokenResponseError)

    context.wire.interfere = undefined
    context.elapse(60 * second)
    expect((await context.send(context.api.origin)).status).toBe(200)
    // What became of the refresh token is unknown: it is not presented again where a login can do.
    expect(context.wire.grants().at(-1)).toBe('password')
  })

  it('O7: user names and passwords are UTF-8, form-encoded', async () => {
    await using context = await oli(client, {}, oddUser)
    expect((await context.send(context.api.origin)).status).toBe(200)
    const [{ body } = { body: '' }] = context.wire.requests
    expect(body).toContain('username=zo%C3%AB-m%C3%BCller&')
    expect(body).toContain('password=p%C3%A4ssw%C3%B6rd+%26+100+%25+%2B+%E5%90%8D%E5%89%8D%3Dnot-a-password')
  })

  it('O7: a user who has something left to do first is a refused login, told as that and not repeated', async () => {
    await using context = await oli(client, {}, unfinishedUser)
    const outcomes = await atOnce(20, () => outcomeOf(context.send(context.api.origin)))
    expect(outcomes.map(codeOf)).toEqual(outcomes.map(() => 'ERR_CREDENTIALS_REJECTED'))
    expect(context.wire.requests.map(({ responseFields }) => responseFields['error'])).toEqual(['invalid_grant'])
  })

  it('O8: header and scheme of the token can be chosen', async () => {
    const tokenOf = ({ headers }: { readonly headers: Readonly<Record<string, unknown>> }): string => String(headers['x-api-token'])
    await using context = await oli(client, { coordinator: { header: 'X-Api-Token', scheme: '' }, api: { tokenOf, style: 'none' } })
    expect((await context.send(context.api.origin)).status).toBe(200)
    expect(context.api.requests[0]?.authorization).toBeUndefined()
    context.auth.invalidate()
    expect((await context.send(context.api.origin)).status).toBe(200)
    await using standard = await oli(client)
    expect((await standard.send(`${realm}/protocol/openid-connect/userinfo`)).status).toBe(403)
    await using userinfo = await oli(client, {}, { scope: 'openid' })
    expect((await userinfo.send(`${realm}/protocol/openid-connect/userinfo`)).status).toBe(200)
  })
})

const guarded = `${realm}-guarded`

// Not at once: so protected, Keycloak turns down whoever logs in while the same user does elsewhere.
withEachClient('OLI Systems, guarded against guessing,', (client) => {
  it('a wrong password in busy use locks nobody out', async () => {
    await using wrong = await oli(client, { realm: guarded }, { password: 'wrong' })
    const outcomes = await atOnce(50, () => outcomeOf(wrong.send(wrong.api.origin)))
    expect(outcomes.map(codeOf)).toEqual(outcomes.map(() => 'ERR_CREDENTIALS_REJECTED'))
    expect(wrong.wire.requests.map(({ responseFields }) => responseFields['error'])).toEqual(['invalid_grant'])
    // A lock would last a minute; what lasts a moment is that Keycloak still counts the failure.
    await vi.waitFor(
      async () => {
        await using right = await oli(client, { realm: guarded })
        expect((await right.send(right.api.origin)).status).toBe(200)
      },
      { timeout: 30_000, interval: 250 },
    )
  })

  // A lock that Keycloak shows is not yet in force, or no longer, in the moment of a change: then the user is locked out once more.
  it('a user who is locked out is a refused login: Keycloak says no more, for the right password, too', { retry: 2 }, async () => {
    const { username } = guessedUser
    const admin = createAdmin(keycloak.auth)
    const [{ id } = { id: '' }] = (await admin.read(`api-guarded/users?username=${username}`)) as { id: string }[]
    // Keycloak counts a failure after it has answered, and not at all while it still counts the last.
    await vi.waitFor(
      async () => {
        const body = new URLSearchParams({ grant_type: 'password', client_id: 'apiclient', username, password: 'a guess' })
        expect((await fetch(`${guarded}/protocol/openid-connect/token`, { method: 'POST', body })).ok).toBe(false)
        expect(await admin.read(`api-guarded/attack-detection/brute-force/users/${id}`)).toMatchObject({ disabled: true })
      },
      { ...patience, timeout: 100_000 },
    )
    await using context = await oli(client, { realm: guarded }, guessedUser)
    expect(codeOf(await outcomeOf(context.send(context.api.origin)))).toBe('ERR_CREDENTIALS_REJECTED')
    expect(context.wire.requests.map(({ responseFields }) => responseFields['error'])).toEqual(['invalid_grant'])
  })
})
