import { withBearer } from '@everbearer/fetch'
import { describe, expect, it } from 'vitest'
import { runJson, runOptions, troublesOf } from '../../../packages/everbearer/test/run-doctor.ts'
import { oddSecret } from '../realms/conundra.ts'
import { plainUser } from '../realms/oli.ts'
import { clientSecret } from '../realms/realm-builders.ts'
import type { Style } from '../resource-server/rejections.ts'
import { startResourceServer } from '../resource-server/resource-server.ts'
import { keycloak, onKeycloak } from './on-keycloak.ts'

/** The other files keep Keycloak busy, ms. */
const limits = { response: 60_000, body: 60_000, slow: 60_000 }

interface RealmRow {
  readonly name: string
  readonly realm: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** The findings that are not `ok`. */
  readonly finds: readonly string[]
  readonly style?: Style
}

const { plain, auth } = keycloak
const withSecret = { EVERBEARER_CLIENT_SECRET: clientSecret }
const user = { EVERBEARER_PASSWORD: plainUser.password }

/** Healthy, but for the findings of a row. The standard forbids the password grant. */
const realms: readonly RealmRow[] = [
  { name: 'korusticket', realm: `${plain}/realms/korusticket`, args: ['--client-id', 'korus'], env: withSecret, finds: [] },
  { name: 'tru-staff', realm: `${plain}/realms/tru-staff`, args: ['--client-id', 'truphone'], env: withSecret, finds: [] },
  {
    name: 'tru-staff-rotating',
    realm: `${auth}/realms/tru-staff-rotating`,
    args: ['--client-id', 'truphone', '--test-reuse'],
    env: withSecret,
    finds: [],
  },
  { name: 'prod', realm: `${auth}/realms/prod`, args: ['--client-id', 'conundra'], env: withSecret, finds: [] },
  {
    name: 'prod, an odd secret in a Basic header',
    realm: `${auth}/realms/prod`,
    args: ['--client-id', 'conundra-odd', '--authentication', 'client_secret_basic'],
    env: { EVERBEARER_CLIENT_SECRET: oddSecret },
    finds: [],
  },
  {
    name: 'api',
    realm: `${auth}/realms/api`,
    args: ['--client-id', 'apiclient', '--grant', 'password', '--username', plainUser.username],
    env: user,
    finds: ['grant warning'],
  },
  {
    name: 'korusticket behind keycloak-connect',
    realm: `${plain}/realms/korusticket`,
    args: ['--client-id', 'korus'],
    env: withSecret,
    finds: ['challenge-no-token warning', 'challenge-wrong-token wrong', 'challenge-dead-token wrong'],
    style: 'keycloakConnect',
  },
]

onKeycloak('doctor', () => {
  describe.concurrent.each(realms)('judges $name', ({ realm, args, env, finds, style = 'spring' }) => {
    it('without a false alarm, and prints options that work', async () => {
      await using api = await startResourceServer({ realmUrl: realm, style })
      const { code, report, output } = await runJson(['--issuer', realm, '--api', api.origin, ...args], env, limits)
      expect(troublesOf(report), output).toEqual(finds)
      expect(code).toBe(finds.some((finding) => finding.endsWith(' wrong')) ? 1 : 0)
      for (const secret of Object.values(env)) expect(output).not.toContain(secret)

      using coordinator = runOptions(report.options, env)
      const send = withBearer(fetch, coordinator)
      expect((await send(api.origin)).status).toBe(200)
      coordinator.invalidate()
      expect((await send(api.origin)).status).toBe(200)
    })
  })

  it('finds a wrong secret after two tries', async () => {
    const { code, report } = await runJson(
      ['--issuer', `${plain}/realms/korusticket`, '--client-id', 'korus'],
      { EVERBEARER_CLIENT_SECRET: 'wrong-secret' },
      limits,
    )
    expect(code).toBe(1)
    expect(troublesOf(report)).toEqual(['authentication wrong'])
  })

  it('names both issuers, and prints options that work, if a slash is too much', async () => {
    const realm = `${plain}/realms/korusticket`
    const { report } = await runJson(['--issuer', `${realm}/`, '--client-id', 'korus'], withSecret, limits)
    expect(troublesOf(report)).toEqual(['issuer wrong'])
    expect(report.findings.find(({ check }) => check === 'issuer')?.sentence).toBe(
      `You named the issuer ${realm}/. Its metadata name ${realm}.`,
    )
    using coordinator = runOptions(report.options, withSecret)
    expect((await coordinator.getToken()).lifetime).toBeGreaterThan(0)
  })
})
