import { type Coordinator, createCoordinator, type TokenStore } from '@everbearer/core'
import { clientCredentials } from '@everbearer/oauth2'
import { PGlite } from '@electric-sql/pglite'
import { expect } from 'vitest'
import { send } from '../checks.ts'
import type { GuidePage } from '../guide-page.ts'

export const stores: GuidePage = {
  path: 'docs/guide/stores.md',
  blocks: {
    async 'a-store-of-your-own'({ world, run }) {
      world.register({ clientId: 'shop' })
      await using database = new PGlite()
      await database.exec('CREATE TABLE tokens (key text PRIMARY KEY, revision integer NOT NULL, record json NOT NULL)')
      const query = async (sql: string, values: unknown[]): Promise<object> => {
        const { rows, affectedRows } = await database.query(sql, values)
        return { rows, rowCount: affectedRows }
      }
      const { auth, sqlStore } = await run<{ auth: Coordinator; sqlStore: (key: string) => TokenStore }>({ query })
      await send(auth)
      expect((await database.query('SELECT key, revision FROM tokens')).rows).toEqual([{ key: 'shop', revision: expect.any(Number) }])

      // Another process has the token of the first, and a logout ends both.
      const source = clientCredentials({ issuer: world.testbed.issuer, clientId: 'shop', clientSecret: 'my-secret' })
      const other = createCoordinator({ source, origins: ['https://api.example.com'], store: sqlStore('shop') })
      expect((await other.getToken()).accessToken).toBe((await auth.getToken()).accessToken)
      expect(world.testbed.counts().tokenResponses).toBe(1)
      auth.invalidate()
      await send(auth)
      expect(world.testbed.counts().tokenResponses).toBe(2)
    },
  },
}
