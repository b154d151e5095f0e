import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { oddUser } from '../realms/oli.ts'
import { clientSecret } from '../realms/realm-builders.ts'
import { type ResourceServer, startResourceServer } from '../resource-server/resource-server.ts'
import { inheritedEnvironment, type Outcome, runProcess } from '../../tools/run-process.ts'
import { keycloak, onKeycloak } from './on-keycloak.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const tokenEndpointOf = (realm: string): string => `${realm}/protocol/openid-connect/token`

/** Runs an example as its reader would. */
function run(name: string, settings: Record<string, string>): Promise<Outcome> {
  return runProcess(process.execPath, [`examples/${name}/main.ts`], { cwd: root, env: { ...inheritedEnvironment(), ...settings } })
}

const pathsOf = ({ requests }: ResourceServer): string[] => requests.filter(({ status }) => status === 200).map(({ url }) => url)

// Tried again, as a reader would: they have a program's usual patience, and this machine runs all the rest meanwhile.
onKeycloak('The examples', () => {
  describe('axios', () => {
    it('the example korusticket', { retry: 4 }, async () => {
      const realm = `${keycloak.plain}/realms/korusticket`
      await using api = await startResourceServer({ realmUrl: realm })
      const settings = { TOKEN_ENDPOINT: tokenEndpointOf(realm), CLIENT_ID: 'korus', CLIENT_SECRET: clientSecret, API: api.origin }
      expect(await run('korusticket', settings)).toMatchObject({ code: 0, output: '{ ok: true }\n' })
      expect(pathsOf(api)).toEqual(['/v1/ticketing/catalogs/'])
    })
  })

  describe('ky', () => {
    it('the example truphone, in two environments whose servers have their realms at different paths', { retry: 4 }, async () => {
      const realms = [`${keycloak.auth}/realms/tru-staff`, `${keycloak.plain}/realms/tru-staff`] as const
      await using production = await startResourceServer({ realmUrl: realms[0] })
      await using staging = await startResourceServer({ realmUrl: realms[1] })
      const settings = {
        ENVIRONMENTS: `${realms[0]} ${production.origin}\n${realms[1]} ${staging.origin}`,
        CLIENT_ID: 'truphone',
        CLIENT_SECRET: clientSecret,
      }
      expect(await run('truphone', settings)).toMatchObject({ code: 0, output: '{ ok: true }\n{ ok: true }\n' })
      expect([pathsOf(production), pathsOf(staging)]).toEqual([['/sims'], ['/sims']])
    })
  })

  describe('fetch', () => {
    it('the example conundra', { retry: 4 }, async () => {
      const realm = `${keycloak.auth}/realms/prod`
      await using api = await startResourceServer({ realmUrl: realm })
      const settings = { TOKEN_ENDPOINT: tokenEndpointOf(realm), CLIENT_ID: 'conundra', CLIENT_SECRET: clientSecret, API: api.origin }
      expect(await run('conundra', settings)).toMatchObject({ code: 0, output: '[ { ok: true }, { ok: true }, { ok: true } ]\n' })
      expect(pathsOf(api).toSorted()).toEqual(['/plans/1', '/plans/2', '/plans/3'])
    })
  })

  describe('ofetch', () => {
    it('the example oli', { retry: 4 }, async () => {
      const realm = `${keycloak.auth}/realms/api`
      await using api = await startResourceServer({ realmUrl: realm })
      const settings = { TOKEN_ENDPOINT: tokenEndpointOf(realm), USERNAME: oddUser.username, PASSWORD: oddUser.password, API: api.origin }
      expect(await run('oli', settings)).toMatchObject({ code: 0, output: '{ ok: true }\n' })
      expect(pathsOf(api)).toEqual(['/channel/dbs'])
      const wrong = await run('oli', { ...settings, PASSWORD: 'wrong' })
      expect(wrong.code).toBe(1)
      expect(wrong.output).toContain('The name or the password is wrong')
    })
  })
})
