import type { StoredToken } from '@everbearer/core'
import type { Vault } from './vault.ts'

/** The part of a token that pages send to each other. It contains no refresh token. */
interface SharedToken {
  readonly accessToken: string
  readonly fields: StoredToken['fields']
}

interface Kept extends SharedToken {
  readonly id: string
  readonly refreshToken: string | undefined
}

/**
 * Makes a vault that keeps tokens in the memory of this page. The database has the record without the tokens.
 *
 * @param ask - asks the other pages for the access token with this id
 */
export function createMemoryVault(ask: (id: string) => Promise<unknown>): Vault {
  let kept: Kept | undefined
  /** Id of the last token for which this page asked the other pages and got no reply. */
  let quiet: string | undefined
  /** Until this time, the page does not ask for the token `quiet` again, ms since 1970. One refresh reads the record several times. */
  let quietUntil = 0

  return {
    async close({ accessToken, refreshToken, fields, ...rest }) {
      // If a save changes only the claim, the id stays the same, so that no page has to ask again.
      const isKept = accessToken === kept?.accessToken && refreshToken === kept.refreshToken
      const id = isKept ? kept?.id : accessToken || refreshToken ? crypto.randomUUID() : undefined
      const record = { ...rest, accessToken: '', fields: {} }
      return {
        entry: { record, token: id },
        keep() {
          kept = id === undefined ? undefined : structuredClone({ id, accessToken, refreshToken, fields })
        },
      }
    },

    async open({ record, token }) {
      const { issuedAt, lifetime = Infinity } = record as StoredToken
      const now = Date.now()
      // An expired token is useless, so this page does not ask for the token. An example is a page that comes back the next day.
      if (token !== undefined && token !== kept?.id && issuedAt + lifetime > now && (token !== quiet || now >= quietUntil)) {
        const given = (await ask(token)) as SharedToken | undefined
        if (given === undefined) [quiet, quietUntil] = [token, now + 1_000]
        else kept = { ...given, id: token, refreshToken: undefined }
      }
      if (token === undefined || token !== kept?.id) return record as StoredToken
      const { accessToken, refreshToken, fields } = structuredClone(kept)
      return { ...(record as StoredToken), accessToken, fields, ...(refreshToken !== undefined && { refreshToken }) }
    },

    reply(id) {
      return kept?.id === id && kept.accessToken !== '' ? { accessToken: kept.accessToken, fields: kept.fields } : undefined
    },
  }
}
