import type { CoordinatorEvents, EventName, NamedEvent } from './events.ts'
import type { FailureClass } from '../policy/classify-failure.ts'
import { clip } from '../lib/clip.ts'
import { nearMatch } from '../lib/near-match.ts'
import type { RequestFacts } from './request-events.ts'
import type { EventLine, LogLevel } from './event-line.ts'
import { ignoredLine } from './ignored-line.ts'

/**
 * Returns the line that `logEvents()` writes for an event, without the prefix `everbearer: `. The line says what happened. If users
 * can remove the cause, the line also says what to do.
 *
 * @param skipped - the event `skipped` of the same request, if `named` is the event `finished` of a request without a token. With this
 * event, the line of a 401 explains why the request had no token.
 * @example
 * ```ts
 * import type { Coordinator } from '@everbearer/core'
 * import { describeEvent } from '@everbearer/core/adapter'
 *
 * declare const auth: Coordinator
 *
 * auth.on('*', (named) => {
 *   const { level, text } = describeEvent(named)
 *   if (level === 'warn') reportError(text)
 * })
 * ```
 * @experimental
 */
export function describeEvent(named: NamedEvent, skipped?: CoordinatorEvents['skipped']): EventLine {
  if (named.name === 'finished' && named.event.status === 401 && skipped !== undefined) return skippedLine(skipped)
  return (lines[named.name] as (event: NamedEvent['event']) => EventLine)(named.event)
}

/** Maximum number of characters of an origin, or of a list of origins, in a line. A longer text is cut. */
const mostOfUrl = 60

type Lines = { readonly [Name in EventName]: (event: CoordinatorEvents[Name]) => EventLine }

const lines: Lines = {
  refresh: ({ reason, grant, generation, duration, waiters }) =>
    info(`token ${generation} is in use after ${duration} ms (${reason}, ${grant}); ${waiters} waited`),
  'refresh-failed': ({ class: failureClass, error }) => {
    const [level, remedy] = failures[failureClass]
    return { level, text: `no new token (${error.code}): ${remedy}` }
  },
  'refresh-superseded': ({ reason, duration }) =>
    info(`a refresh ended after ${duration} ms (${reason}): a login, a logout or another process came first`),
  waiting: ({ reason, elapsed }) => debug(`a caller waits for a token (${reason}), ${elapsed} ms after the refresh began`),
  'attempt-failed': ({ grant, attempt, class: failureClass, status, error, retryIn }) => {
    return info(
      `token request ${attempt} failed (${grant}): ${responseOf(status, error)}, taken as ${failureClass}; ${retryIn === undefined ? 'no other follows' : `the next follows in ${seconds(retryIn)}`}`,
    )
  },
  cooldown: ({ duration, failures: inARow }) =>
    warn(
      `no token request for ${seconds(duration)}, after ${inARow} failed refreshes in a row. Until then, requests without a good token fail at once.`,
    ),
  'tokens-set': ({ generation, session }) =>
    info(`setTokens() ${session === 'new' ? 'began a session' : 'continued the session'} with token ${generation}`),
  'step-up': ({ error, origin, method, result, failure, duration, waiters }) => {
    const said = `a step-up ended after ${duration} ms: ${result}${failure === undefined ? '' : ` (${failure.code})`}`
    const text = `${said}. ${method} ${clip(origin, mostOfUrl)} demanded it (${error}); ${waiters} waited.`
    return result === 'failed' ? warn(`${text} The \`cause\` of the event's \`failure\` has its stack.`) : info(text)
  },
  'refresh-outcome-unknown': () =>
    warn('a refresh token is sent again, as no response came. A server that detects reuse may end the session. See `reuseGrace`.'),
  'refresh-rejected': ({ status, error, isRepeated, followedBy }) => {
    const said = `the server rejected a refresh token (${responseOf(status, error)}), followed by: ${followedBy}.`
    return isRepeated ? info(said) : warn(`${said} This process had not sent it before: expired, revoked, or stolen (RFC 9700 §4.14.2).`)
  },
  'session-ended': ({ reason }) =>
    reason === 'no-grant'
      ? warn('the session has ended: there is no way to a new token. Log in, and call setTokens().')
      : info(`the session has ended (${reason})`),
  'revoke-failed': ({ class: failureClass, status, error }) => {
    return warn(
      `the session has ended, but its token was not revoked (${responseOf(status, error)}, taken as ${failureClass}). The token is valid until it expires. Check the source's \`revoke\` and its endpoint.`,
    )
  },
  'session-resumed': ({ generation }) => info(`the session goes on with token ${generation} of another process`),
  'store-failed': ({ operation }) =>
    warn(`the store failed to ${operation}. The token serves from memory, and other processes may not see it. Check the store.`),
  'store-back': ({ duration }) => info(`the store works again after ${seconds(duration)}`),
  'store-limited': ({ limit }) => warn(`${limit} Check the origin of the page, and what the browser allows.`),
  'claim-skipped': () => warn('the store is away, and a refresh token is sent without a claim. Another process may send the token, too.'),
  'key-missing': ({ generation }) =>
    warn(
      `token ${generation} in the store is bound to a key that this process lacks. Give the same key to all processes that share the store.`,
    ),
  skipped: (event) => debug(`${nameOf(event)} goes out without a token (${event.reason})`),
  waited: (event) => debug(`${nameOf(event)} has waited ${event.duration} ms for token ${event.generation}`),
  attempt: (event) =>
    debug(
      `${nameOf(event)} is sent ${event.generation === undefined ? 'without a token' : `with token ${event.generation}`} (attempt ${event.attempt})`,
    ),
  replay: (event) => {
    const { from, generation } = event
    const what = from === generation ? `the same token, ${generation}` : `token ${generation}, in place of token ${from}`
    return info(`${nameOf(event)} is sent again with ${what}`)
  },
  ignored: ignoredLine,
  finished: (event) =>
    debug(`${nameOf(event)} has ended after ${event.duration} ms: ${event.status ?? event.error} (attempts: ${event.attempts})`),
}

const failures: Readonly<Record<FailureClass, readonly [level: LogLevel, remedy: string]>> = {
  transient: ['warn', 'the token endpoint was not reached, or is overloaded. A token that is still good goes on serving.'],
  terminal: ['error', 'the token endpoint refused the client or its credentials. Check client id, secret and grant.'],
  'invalid-grant': ['warn', 'the refresh token has expired or was revoked. Log in, and call setTokens().'],
  unusable: ['error', 'the response holds no token that can be used. Check the URL of the token endpoint, and `map`.'],
  'session-ended': ['info', 'the token source says that the session is over.'],
  'source-error': ['error', 'the code of the token source has a mistake. The `cause` of the error has its stack.'],
}

/** Returns the line for a 401 response to a request that was sent without a token. */
function skippedLine({ origin, reason, allowed }: CoordinatorEvents['skipped']): EventLine {
  const from = `401 from ${clip(origin, mostOfUrl)}`
  if (reason === 'opted-out') return info(`${from}: the request says \`bearer: false\`, and went out without a token`)
  if (reason === 'not-signed-in')
    return info(`${from}: nobody is signed in, and the request went out without a token. Sign in, and call setTokens().`)
  if (reason === 'own-authorization')
    return warn(
      `${from}: the request has an Authorization of its own, which is left alone. Remove that header from the call, the client's defaults and interceptors.`,
    )
  if (allowed === 'any') return warn(`${from}: the URL of the request can't be read. Give an absolute URL.`)
  if (allowed === 'predicate' || allowed === undefined)
    return warn(`${from}, which the predicate \`origins\` does not allow. Let it return true for that origin.`)
  const near = nearMatch(origin, allowed)
  return warn(
    `${from}, which is not among \`origins\`: ${clip(allowed.join(', '), mostOfUrl)}. Add it to \`origins\`${near === undefined ? '' : `, or ask ${clip(near, mostOfUrl)}`}.`,
  )
}

/**
 * Returns the HTTP status and the error code of the server's response as a text, such as `400 invalid_grant`. If neither is known, the text
 * is `no status`.
 */
function responseOf(status: number | undefined, error: string | undefined): string {
  return [status ?? (error === undefined ? 'no status' : ''), error].filter(Boolean).join(' ')
}

function nameOf({ method, origin }: RequestFacts): string {
  return `${method} ${clip(origin, mostOfUrl)}`
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`
}

function debug(text: string): EventLine {
  return { level: 'debug', text }
}

function info(text: string): EventLine {
  return { level: 'info', text }
}

function warn(text: string): EventLine {
  return { level: 'warn', text }
}
