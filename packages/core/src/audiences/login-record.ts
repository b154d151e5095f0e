import { readStoredToken } from '../token/read-stored-token.ts'
import { dropUndefined, isEndOfSession, type StoredToken } from '../token/stored-token.ts'

/** The field of a login's record that has the tokens of audiences. No server's response has a field of this name. */
const field = 'everbearer:audiences'

/** What the tokens of one login have in common. */
type LoginPart = Omit<StoredToken, keyof TokenPart>
/** The fields of a record that differ between the audiences of a login. */
type TokenPart = Pick<StoredToken, 'accessToken' | 'issuedAt' | 'lifetime' | 'refreshIn' | 'scope' | 'fields'>

/**
 * The record of one audience, out of the record of its login. The refresh token, its claim and all counters are those of the login.
 *
 * @param audience - name of the audience; undefined: the login's own token
 */
export function recordOfAudience(login: StoredToken, audience: string | undefined): StoredToken {
  if (audience === undefined) return { ...login, fields: withoutTokens(login.fields) }
  const common = commonOf(login)
  const token = tokensOf(login)[audience]
  try {
    if (token !== undefined) return readStoredToken({ ...common, ...fromStored(token, login) }) as StoredToken
  } catch {
    // Whatever else stands there, this audience has no token.
  }
  return withoutToken(login)
}

/** The record of a login after the record of one of its audiences has changed. */
export function withRecordOfAudience(login: StoredToken | undefined, audience: string | undefined, record: StoredToken): StoredToken {
  const isSame = login !== undefined && login.session === record.session && !isEndOfSession(login) && !isEndOfSession(record)
  const base = isSame ? login : undefined
  const tokens = base === undefined ? {} : tokensOf(base)
  if (audience === undefined) return { ...record, fields: withTokens(record.fields, tokens) }
  const own = base === undefined ? noToken(record) : tokenPartOf(base)
  const { [audience]: _before, ...others } = tokens
  const next = record.accessToken === '' ? others : { ...others, [audience]: toStored(record) }
  return { ...commonOf(record), ...own, fields: withTokens(withoutTokens(own.fields), next) }
}

/** The record of a login without an access token, as an audience has it whose token was not requested yet. */
export function withoutToken(record: StoredToken): StoredToken {
  return { ...commonOf(record), ...noToken(record) }
}

/** Combines two records of the same login: the login's fields come from `newer`, and the fields of the access token from `record`. */
export function withLoginOf(newer: StoredToken, record: StoredToken): StoredToken {
  return { ...commonOf(newer), ...tokenPartOf(record) }
}

function commonOf(record: StoredToken): LoginPart {
  const { version, revision, session, sessionStart, generation, loggedOut, refreshToken, refreshExpiresAt, claim, subject, keyThumbprint } =
    record
  const login = { version, revision, session, sessionStart, generation, loggedOut }
  return dropUndefined({ ...login, refreshToken, refreshExpiresAt, claim, subject, keyThumbprint }) as LoginPart
}

function tokenPartOf({ accessToken, issuedAt, lifetime, refreshIn, scope, fields }: StoredToken): TokenPart {
  return dropUndefined({ accessToken, issuedAt, lifetime, refreshIn, scope, fields })
}

/** Any token was requested later than this. */
function noToken({ sessionStart }: StoredToken): TokenPart {
  return { accessToken: '', issuedAt: Math.min(0, sessionStart), fields: {} }
}

/** Moments are kept as distances from the begin of the session: a store with a clock of its own moves the moments of the login only. */
function toStored(record: StoredToken): object {
  const { issuedAt, ...token } = tokenPartOf(record)
  return { ...token, sinceStart: issuedAt - record.sessionStart }
}

function fromStored(token: unknown, { sessionStart }: StoredToken): object {
  const { sinceStart, ...rest } = token as Record<string, unknown>
  return { ...rest, issuedAt: typeof sinceStart === 'number' ? sessionStart + sinceStart : undefined }
}

function tokensOf({ fields }: StoredToken): Readonly<Record<string, unknown>> {
  const tokens = fields[field]
  return typeof tokens === 'object' && tokens !== null && !Array.isArray(tokens) ? (tokens as Record<string, unknown>) : {}
}

function withoutTokens({ [field]: _tokens, ...fields }: StoredToken['fields']): StoredToken['fields'] {
  return fields
}

function withTokens(fields: StoredToken['fields'], tokens: Readonly<Record<string, unknown>>): StoredToken['fields'] {
  return Object.keys(tokens).length === 0 ? fields : { ...fields, [field]: tokens }
}
