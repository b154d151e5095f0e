import { readStoredToken } from '../token/read-stored-token.ts'
import { dropUndefined, isEndOfSession, type StoredToken } from '../token/stored-token.ts'

/**
 * Name of the field, in the record of a login, that holds the access tokens of the audiences. No server's response has a field of this
 * name.
 */
const field = 'everbearer:audiences'

/** The fields of a record that are the same for all audiences of a login. */
type LoginPart = Omit<StoredToken, keyof TokenPart>
/** The fields of a record that differ between the audiences of a login. */
type TokenPart = Pick<StoredToken, 'accessToken' | 'issuedAt' | 'lifetime' | 'refreshIn' | 'scope' | 'fields'>

/**
 * Makes the record of an audience from the record of the login. The refresh token, its claim (the note that a coordinator presents this
 * token) and all counters come from the login.
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
    // If the audience's token can't be read, this audience has no token.
  }
  return withoutToken(login)
}

/**
 * Puts the changed record of an audience into the record of its login, which the store keeps. The tokens of the other audiences stay if the
 * session is the same.
 */
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

/** Returns the record of a login without an access token. An audience has this record until its first token request. */
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

/** Makes the fields of a record that has no access token. Their `issuedAt` is earlier than the `issuedAt` of any token. */
function noToken({ sessionStart }: StoredToken): TokenPart {
  return { accessToken: '', issuedAt: Math.min(0, sessionStart), fields: {} }
}

/**
 * Makes the stored form of an audience's access token. `issuedAt` becomes the time since the begin of the session, ms. The reason: a store
 * can have its own clock. The login's moments are converted to that clock, but not moments in the token of an audience.
 */
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
