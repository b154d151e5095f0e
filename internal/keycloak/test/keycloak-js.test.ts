// The code of docs/guide/migrate/keycloak-js.md, with the tokens of a real Keycloak.
import Keycloak from 'keycloak-js'
import { afterEach, describe, expect, it, vi } from 'vitest'
import * as after from '../../../examples/migrate/keycloak-js/after.ts'
import * as before from '../../../examples/migrate/keycloak-js/before.ts'
import { plainUser } from '../realms/oli.ts'
import { type ResourceServer, startResourceServer } from '../resource-server/resource-server.ts'
import { startRecorder } from '../wire/recorder.ts'
import { keycloak, onKeycloak } from './on-keycloak.ts'

const realm = `${keycloak.auth}/realms/api`
const clientId = 'apiclient'

afterEach(() => void vi.unstubAllGlobals())

/** keycloak-js with a user who is signed in. In Node, so that the login is a grant and no page. */
async function signIn(url: string): Promise<Keycloak> {
  vi.stubGlobal('window', { location: { href: 'http://localhost/' } })
  vi.stubGlobal('isSecureContext', true)
  const body = new URLSearchParams({ grant_type: 'password', client_id: clientId, ...plainUser })
  const response = await fetch(`${realm}/protocol/openid-connect/token`, { method: 'POST', body })
  const { access_token: token, refresh_token: refreshToken } = (await response.json()) as { access_token: string; refresh_token: string }
  const client = new Keycloak({ url, realm: 'api', clientId })
  expect(await client.init({ token, refreshToken, checkLoginIframe: false })).toBe(true)
  return client
}

/** An API that takes the realm's tokens, but for those in `revoked`. */
function startApi(revoked: ReadonlySet<string | undefined>): Promise<ResourceServer> {
  return startResourceServer({
    realmUrl: realm,
    tokenOf: ({ headers }) => {
      const token = headers.authorization?.replace('Bearer ', '')
      return revoked.has(token) ? undefined : token
    },
  })
}

async function statusesOf(send: typeof fetch, url: string): Promise<readonly number[]> {
  const responses = await Promise.all(Array.from({ length: 20 }, () => send(url)))
  return [...new Set(responses.map(({ status }) => status))]
}

onKeycloak('keycloak-js', () => {
  describe('fetch', () => {
    it('before: requests get the 401 of a revoked token; after: one refresh serves them all', async () => {
      const { origin, pathname } = new URL(keycloak.auth)
      await using wire = await startRecorder(origin)
      const client = await signIn(`${wire.origin}${pathname}`)
      const revoked = new Set<string | undefined>()
      await using api = await startApi(revoked)
      const sends = [before.createFetch(client), after.createFetch(client, api.origin)] as const
      for (const send of sends) expect(await statusesOf(send, api.origin)).toEqual([200])
      expect(wire.grants()).toEqual(['refresh_token'])

      revoked.add(client.token)
      expect(await statusesOf(sends[0], api.origin)).toEqual([401])
      expect(await statusesOf(sends[1], api.origin)).toEqual([200])
      expect(wire.grants()).toEqual(['refresh_token', 'refresh_token'])
    })
  })
})
