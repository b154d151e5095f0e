import { type Clock, type Moment, readClock } from './clock.ts'
import { classify, type Failure } from './failure.ts'
import { chooseGrant, type Grant } from './grant.ts'
import { issuedMoment } from './held-token.ts'
import { requestToken, type RetryPolicy } from './request-token.ts'
import type { TokenSource } from './source.ts'
import type { SpentTokens } from './spent-tokens.ts'
import type { StoreAccess } from './store-access.ts'
import { isEndOfSession, nextStoredToken, type StoredToken, withRefreshToken } from './token-record.ts'
import { readTokenResponse, type TokenGrant } from './token-response.ts'
import { deadlinesFrom, divideLifetime, phaseAt, type WindowPolicy } from './windows.ts'

/** A token that serves from now on. */
export interface Renewed {
  readonly kind: 'renewed'
  readonly stored: StoredToken
  readonly issued: Moment
  /** `store`: another process had got it. */
  readonly grant: Grant | 'store'
}

/** No token, and what the last one is now known to be: its refresh token may have been spent or replaced on the way. */
export type NotRenewed =
  | { readonly kind: 'failed'; readonly failure: Failure; readonly known: StoredToken | undefined }
  /** Nor can there be one. The failure is absent where nothing could even be tried. */
  | { readonly kind: 'ended'; readonly failure: Failure | undefined; readonly known: StoredToken | undefined }
  /** Another process has logged out meanwhile. */
  | { readonly kind: 'cleared' }

/** What a renewal works with. */
export interface RenewalSettings extends RetryPolicy, WindowPolicy {
  readonly source: TokenSource
  readonly scheme: string
}

/** A refresh token can turn out dead, a newer one be found in the store, and that one be dead too. */
const mostRounds = 3

/**
 * Gets the token that follows `current`: reads the store, chooses a grant, asks, reads the answer, saves it.
 * Rejects only with the signal's reason.
 *
 * @param lastGeneration - the highest generation that the session has seen
 * @param spent - refresh tokens that are not sent; those that this renewal spends are added
 */
export async function renew(
  current: StoredToken | undefined,
  lastGeneration: number,
  spent: SpentTokens,
  signal: AbortSignal,
  store: StoreAccess,
  settings: RenewalSettings,
): Promise<Renewed | NotRenewed> {
  const { clock, source } = settings
  let known = current
  let failure: Failure | undefined

  for (let round = 0; round < mostRounds; round++) {
    // Another process may have renewed: then its refresh token is the living one.
    const found = await store.load()
    signal.throwIfAborted()
    if (found !== undefined && found.generation > (known?.generation ?? 0)) {
      // A refresh token to begin with was given after the logout that is found there.
      const begins = isEndOfSession(found) && current?.generation === 0
      known = begins ? { ...current, generation: found.generation } : found
      const adopted = found.accessToken === current?.accessToken ? undefined : adoptable(found, settings)
      if (adopted !== undefined) return adopted
    }
    known &&= withLivingRefreshToken(known, found)

    const grant = chooseGrant(source, known, clock.wall())
    if (grant === undefined) break
    try {
      return await request(grant)
    } catch (error) {
      signal.throwIfAborted()
      failure = classify(error, grant)
      if (failure.class === 'invalid-grant') await replaceRefreshToken(known?.refreshToken, undefined)
      else if (chooseGrant(source, known, clock.wall()) !== undefined) return { kind: 'failed', failure, known }
    }
  }
  return { kind: 'ended', failure, known }

  async function request(grant: Grant): Promise<Renewed | NotRenewed> {
    const refreshToken = known?.refreshToken
    const ask = (inner: AbortSignal): Promise<unknown> | undefined =>
      grant === 'refresh' && refreshToken !== undefined
        ? source.refresh?.(refreshToken, { signal: inner })
        : source.obtain?.({ signal: inner })
    const { response, sent } = await requestToken(ask, grant, signal, settings)
    const answer = readTokenResponse(response, settings.scheme, sent.wall)
    // Even where the answer is unusable, the refresh token in it has taken the place of the one that was sent.
    const isRotated = answer.refreshToken !== undefined && answer.refreshToken !== refreshToken
    if (isRotated && grant === 'refresh' && refreshToken !== undefined) spent.add(refreshToken)
    if (!('error' in answer)) return commit(answer, sent, grant)
    if (answer.refreshToken !== undefined) await replaceRefreshToken(refreshToken, answer.refreshToken)
    throw answer.error
  }

  /** Saves first, so that a rotated refresh token is safe before anyone uses the access token that came with it. */
  async function commit(answer: TokenGrant, issued: Moment, grant: Grant): Promise<Renewed | NotRenewed> {
    const generation = Math.max(lastGeneration, known?.generation ?? 0) + 1
    const stored = nextStoredToken(answer, known, generation, issued.wall)
    if (!(await store.save(stored, known?.generation ?? 0))) {
      const winner = await store.load()
      signal.throwIfAborted()
      // A logout ends what lives from a refresh token; credentials of the source's own go on.
      if (winner !== undefined && isEndOfSession(winner) && grant === 'refresh') return { kind: 'cleared' }
      const adopted = winner !== undefined && winner.generation >= generation ? adoptable(winner, settings) : undefined
      if (adopted !== undefined) return adopted
      await store.replace(stored)
    }
    return { kind: 'renewed', stored, issued, grant }
  }

  /** Under an unchanged generation, so not if another process has replaced the refresh token first. */
  async function replaceRefreshToken(presented: string | undefined, next: string | undefined): Promise<void> {
    if (presented !== undefined) spent.add(presented)
    if (known === undefined) return
    known = withRefreshToken(known, next)
    const found = await store.load()
    if (found?.generation === known.generation && found.refreshToken === presented) await store.save(known, known.generation)
  }

  /** Two processes can hold one generation with different refresh tokens: the one that is not spent counts. */
  function withLivingRefreshToken(token: StoredToken, found: StoredToken | undefined): StoredToken {
    const candidates = [token.refreshToken, found?.generation === token.generation ? found.refreshToken : undefined]
    const living = candidates.findLast((candidate) => candidate !== undefined && !spent.has(candidate))
    return living === token.refreshToken ? token : withRefreshToken(token, living)
  }
}

/** A token from the store, if it is good by this process's clocks. */
export function adoptable(stored: StoredToken, settings: { readonly clock: Clock } & WindowPolicy): Renewed | undefined {
  const now = readClock(settings.clock)
  const issued = issuedMoment(stored, now)
  const deadlines = deadlinesFrom(issued, divideLifetime(stored.lifetime, stored.refreshIn, settings))
  const expired = phaseAt(deadlines, now.wall, now.monotonic) === 'expired'
  return expired ? undefined : { kind: 'renewed', stored, issued, grant: 'store' }
}
