import { setTimeout as wait } from 'node:timers/promises'
import { isSafe, type Authentication, type Secrets, type Target } from '../target/target.ts'
import { isJwkText } from '../target/client-method.ts'
import type { Limits, Send } from '../http/reply.ts'
import { readTls } from '../http/tls.ts'
import { authenticationOrder, mayTryAgain, supportedMethods } from './authentication-order.ts'
import { endpointIn, secureOrigins, tokenEndpointOf } from './endpoints.ts'
import { type ApiReading, isGranted, type MetadataReading, type Observations, type TokenRequestReading } from './observations.ts'
import { createApiProbe } from './probes/api-probe.ts'
import { readMetadata } from './probes/metadata-probe.ts'
import { createRevoke, type Revoke } from './probes/revocation-probe.ts'
import { continued, type OpenSession, presentDeadToken, presentReplacedToken, refreshSession } from './probes/session-probe.ts'
import { requestToken, type TokenProbe } from './probes/token-probe.ts'

/** The options of a run of `everbearer doctor`: what doctor uses, what doctor may do, and functions that report the progress. */
export interface ObserveOptions {
  readonly target: Target
  readonly secrets: Secrets
  /** Sends a request to the API. */
  readonly send: Send
  /** Sends a request to the authorization server, with the client's certificate if the client authenticates by it. */
  readonly sendToServer: Send
  readonly limits: Limits
  /** The origin of a page that uses the API. */
  readonly pageOrigin?: string | undefined
  /** True: the user's own refresh token may be used. With rotation, the user's session is then lost. */
  readonly spendRefreshToken: boolean
  /** True: a replaced refresh token may be presented. A server may then end the session that doctor opened. */
  readonly testReuse: boolean
  readonly onProgress: (step: string) => void
  readonly onSecret: (secret: string) => void
}

/** Maximum token lifetime, s, for which doctor waits until the token expires. A token that lives longer is revoked instead. */
const longestWait = 10

/** Sends all requests of doctor, one after another, and returns the observations. The checks evaluate the observations later. */
export async function observe(options: ObserveOptions): Promise<Observations> {
  const { target, secrets, limits, sendToServer, onProgress } = options
  onProgress('reads metadata')
  const metadata = target.issuer === undefined ? undefined : await readMetadata(target.issuer, sendToServer)
  const tokenEndpoint = tokenEndpointOf(target, metadata)
  const servers = secureOrigins([target.issuer, tokenEndpoint])
  const others = secureOrigins([target.api]).filter((origin) => !servers.includes(origin))
  const tls = await Promise.all([
    ...servers.map((origin) => readTls(origin, limits.response, secrets.tls)),
    ...others.map((origin) => readTls(origin, limits.response)),
  ])

  const obtained = await obtainToken(options, metadata, tokenEndpoint)
  const session = await useSession(options, metadata, obtained)
  return {
    target,
    isJwk: isJwkText(secrets.clientKey ?? ''),
    limits,
    metadata,
    tokenEndpoint,
    tls,
    untried: obtained.untried,
    tokenRequests: [...obtained.requests, ...session.requests],
    session: session.reading,
    api: session.api,
  }
}

interface Obtained {
  readonly probe: TokenProbe | undefined
  readonly requests: readonly TokenRequestReading[]
  readonly untried: readonly Authentication[]
  readonly spared: boolean
}

async function obtainToken(
  options: ObserveOptions,
  metadata: MetadataReading | undefined,
  tokenEndpoint: string | undefined,
): Promise<Obtained> {
  const { target, secrets, sendToServer, onSecret, onProgress } = options
  const order = authenticationOrder(target, secrets.clientSecret, supportedMethods(metadata?.fields))
  const spared = target.grant === 'refresh_token' && !options.spendRefreshToken
  if (tokenEndpoint === undefined || spared) return { probe: undefined, requests: [], untried: [], spared }
  const probe: TokenProbe = { target, secrets, tokenEndpoint, metadata, send: sendToServer, onSecret, pause: () => wait(300) }
  const requests: TokenRequestReading[] = []
  let tried = 0
  for (const authentication of order) {
    if (!mayTryAgain(requests)) break
    onProgress(`asks for a token with ${authentication.method}`)
    const refreshToken = target.grant === 'refresh_token' ? secrets.refreshToken : undefined
    requests.push(...(await requestToken(probe, 'obtain', authentication, refreshToken)))
    tried++
  }
  return { probe, requests, untried: isGranted(requests.at(-1)) ? [] : order.slice(tried), spared }
}

interface UsedSession {
  readonly requests: readonly TokenRequestReading[]
  readonly reading: Observations['session']
  readonly api: ApiReading | undefined
}

async function useSession(options: ObserveOptions, metadata: MetadataReading | undefined, obtained: Obtained): Promise<UsedSession> {
  const { onProgress } = options
  const { probe, requests: obtains, spared } = obtained
  const granted = obtains.at(-1)
  const revoke = granted && createRevokeFor(options, metadata, granted.authentication)
  const none = { refreshTokenSpared: spared, deadTokenWasReal: false }
  if (probe === undefined || !isGranted(granted)) {
    return { requests: [], reading: { ...none, revocation: 'none' }, api: await observeApi(options, undefined, revoke) }
  }
  const first = continued({ accessToken: '', refreshToken: undefined }, granted)
  onProgress('refreshes the token')
  const refreshed = await refreshSession(probe, granted.authentication, first)
  const lifetime = refreshed.requests.findLast(isGranted)?.fields['expires_in'] ?? granted.fields['expires_in']
  const api = await observeApi(options, { ...refreshed.session, lifetime: Number(lifetime) }, revoke)
  onProgress('presents a dead refresh token, and revokes the session')
  const reused = options.testReuse
    ? await presentReplacedToken(probe, granted.authentication, first.refreshToken, refreshed.session)
    : { requests: [], session: refreshed.session }
  const dead = await presentDeadToken(probe, granted.authentication, reused.session, revoke)
  const isRevoked = dead.revoked || (revoke !== undefined && (await revoke(reused.session.accessToken, 'access_token')))
  return {
    requests: [...refreshed.requests, ...reused.requests, ...dead.requests],
    reading: {
      ...none,
      deadTokenWasReal: dead.revoked,
      revocation: revoke === undefined ? 'no-endpoint' : isRevoked ? 'revoked' : 'failed',
    },
    api,
  }
}

function createRevokeFor(
  options: ObserveOptions,
  metadata: MetadataReading | undefined,
  authentication: Authentication,
): Revoke | undefined {
  const { target, secrets, sendToServer: send } = options
  const endpoint = metadata?.confirmedIssuer === undefined ? undefined : endpointIn(metadata, 'revocation_endpoint', target)
  if (typeof endpoint !== 'string' || !URL.canParse(endpoint) || !isSafe(endpoint, target)) return undefined
  return createRevoke({ endpoint, metadata: metadata?.fields ?? {}, clientId: target.clientId, secrets, authentication, send })
}

type LiveSession = OpenSession & { readonly lifetime: number }

async function observeApi(
  options: ObserveOptions,
  session: LiveSession | undefined,
  revoke: Revoke | undefined,
): Promise<ApiReading | undefined> {
  const { target, pageOrigin, send, onProgress } = options
  if (target.api === undefined) return undefined
  onProgress('asks the API')
  const probe = createApiProbe(target.api, pageOrigin, send)
  const noToken = await probe.noToken()
  const wrongToken = await probe.wrongToken()
  const freshToken = session && isSafe(target.api, target) ? await probe.withToken(session.accessToken) : undefined
  const preflight = await probe.preflight()
  const readings = { url: target.api, pageOrigin, noToken, wrongToken, freshToken, preflight }
  if (session === undefined || freshToken === undefined) return { ...readings, deadToken: undefined }
  const death = await die(session, revoke, onProgress)
  return { ...readings, deadToken: death && { death, reply: await probe.withToken(session.accessToken) } }
}

/** Waits until a short-lived access token expires, or else revokes the token. Returns which of the two happened; undefined: neither. */
async function die(
  { accessToken, lifetime }: LiveSession,
  revoke: Revoke | undefined,
  onProgress: ObserveOptions['onProgress'],
): Promise<'revoked' | 'expired' | undefined> {
  if (lifetime > 0 && lifetime <= longestWait) {
    onProgress(`waits ${lifetime} s for the end of the token`)
    await wait(lifetime * 1000 + 100)
    return 'expired'
  }
  return (await revoke?.(accessToken, 'access_token')) === true ? 'revoked' : undefined
}
