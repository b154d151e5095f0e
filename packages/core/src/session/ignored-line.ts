import type { CoordinatorEvents } from './events.ts'
import { clip } from '../lib/clip.ts'
import type { IgnoreRule } from '../policy/classify-response.ts'
import type { ChallengeError } from '../policy/describe-ignored.ts'
import type { EventLine } from './event-line.ts'

type Ignored = CoordinatorEvents['ignored']

/**
 * Returns the log line for the event `ignored`: a response may reject the token, but a rule left the response to the caller. The line
 * explains the reason.
 */
export function ignoredLine({ origin, status, error, rule }: Ignored): EventLine {
  const [level, remedy] = (isOfError(rule) && error !== undefined && errors[error]) || rules[rule]
  return { level, text: `${status} from ${clip(origin, 60)}${error === undefined ? '' : ` (${error})`}: ${remedy}` }
}

type Remedy = readonly [level: EventLine['level'], remedy: string]

/** Checks whether the error code of the server's challenge explains the response better than the rule. */
function isOfError(rule: IgnoreRule): boolean {
  return rule === 'status' || rule === 'other-error'
}

const errors: Readonly<Partial<Record<ChallengeError, Remedy>>> = {
  insufficient_scope: [
    'warn',
    'the token lacks a scope that the request needs. Ask for that scope at the token endpoint, or set `stepUp`.',
  ],
  insufficient_user_authentication: [
    'warn',
    'the server wants a stronger or newer login (RFC 9470). Log in again, and call setTokens(), or set `stepUp`.',
  ],
  invalid_request: ['warn', 'the server takes the request for malformed. Check that it carries one token only.'],
  invalid_dpop_proof: ['warn', 'the server rejects the proof (RFC 9449). Check the clock of this machine, and the URL that the API sees.'],
  use_dpop_nonce: ['warn', 'the server wants a nonce in the proof (RFC 9449 §9). Check that it sends DPoP-Nonce, and exposes it by CORS.'],
}

const rules: Readonly<Record<IgnoreRule, Remedy>> = {
  status: ['info', 'only a 401 says that a token is no good. `shouldRefresh` can widen that.'],
  'other-scheme': ['warn', 'the server asks for another scheme than the token was sent with. Check `scheme`.'],
  'other-error': [
    'warn',
    'the challenge has an error that says nothing of the token. Ask the API what it wants, or widen `shouldRefresh`.',
  ],
  'bare-challenge': ['info', 'the 401 gives no details, and `bareChallenge` says to ignore such responses.'],
  'should-refresh': ['info', '`shouldRefresh` left the response to the caller.'],
  'other-origin': ['warn', 'a redirect led to another origin, where no token goes. Request the final URL, and list its origin.'],
  'rejected-again': ['warn', 'a newer token was rejected, too. Check that the API accepts tokens of this issuer and audience.'],
  'always-rejected': ['warn', 'the API rejects brand-new tokens. Check that it accepts tokens of this issuer and audience.'],
  'one-shot-body': ['warn', 'the body is a stream, and can be sent only once. Give a string, bytes, a Blob or FormData for a replay.'],
  'unread-body': ['warn', 'the body of the response could not be read to its end, and holds the connection.'],
  'session-over': ['info', 'the session of the request has ended.'],
  cooldown: ['warn', 'the token endpoint is cooling down after refreshes that failed.'],
  budget: ['warn', 'too many rejections in a short time. Check that the API accepts tokens of this issuer and audience.'],
  'no-newer-token': ['warn', 'no newer token could be had.'],
  origin: ['info', 'the origin is not allowed any more.'],
  'step-up-declined': ['info', 'the hook of `stepUp` gave no tokens.'],
  'step-up-failed': ['warn', 'the hook of `stepUp` failed. See the event `step-up`.'],
  'step-up-unmet': ['warn', 'the tokens of `stepUp` do not meet the demand. Check what its hook asks for.'],
}
