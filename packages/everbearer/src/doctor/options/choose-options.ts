import type { Target, TargetGrant } from '../../target/target.ts'
import { decisiveRejection } from '../checks/challenges.ts'
import { firstGrant, isGranted, lastRequest, type Observations } from '../observations.ts'
import { codeFor } from './authentication-code.ts'
import { fromEnvironment, quote } from './literals.ts'
import type { Import, OptionEntry } from './option-entry.ts'

/** The options of `createCoordinator()` that doctor recommends after its observations, as parts of the printed code. */
export interface ChosenOptions {
  /** Names that the printed code imports, in addition to `createCoordinator` and the function of the source. */
  readonly imports: readonly Import[]
  /** Lines of code before the call of `createCoordinator()`. */
  readonly preamble: readonly string[]
  readonly source: { readonly name: 'clientCredentials' | 'password' | 'refreshToken'; readonly entries: readonly OptionEntry[] }
  readonly entries: readonly OptionEntry[]
}

const sources: Readonly<Record<TargetGrant, ChosenOptions['source']['name']>> = {
  client_credentials: 'clientCredentials',
  password: 'password',
  refresh_token: 'refreshToken',
}

/** Chooses the options that doctor prints as code. No value is a secret: the printed code reads secrets from the environment. */
export function chooseOptions(observations: Observations): ChosenOptions {
  const { target } = observations
  const granted = firstGrant(observations)
  const authentication = codeFor(observations, granted?.authentication ?? target.authentication)
  return {
    imports: authentication.imports,
    preamble: authentication.preamble,
    source: {
      name: sources[target.grant],
      entries: [
        endpointEntry(observations),
        { name: 'clientId', code: quote(target.clientId) },
        ...authentication.secretEntries,
        ...(target.grant === 'password'
          ? [
              { name: 'username', code: quote(target.username ?? '') },
              { name: 'password', code: fromEnvironment('EVERBEARER_PASSWORD') },
            ]
          : []),
        ...(target.grant === 'refresh_token'
          ? [
              {
                name: 'refreshToken',
                code: fromEnvironment('EVERBEARER_REFRESH_TOKEN'),
                reason: 'The first refresh token. Later ones are in the store.',
              },
            ]
          : []),
        ...authentication.entries,
        ...(target.scope === undefined ? [] : [{ name: 'scope', code: quote(target.scope) }]),
        ...parameterEntries(target),
        ...(target.allowInsecureRequests
          ? [{ name: 'allowInsecureRequests', code: 'true', reason: 'Everybody on the way can read the tokens.' }]
          : []),
      ],
    },
    entries: [originsEntry(target), ...refreshEntries(observations), ...reuseEntries(observations)],
  }
}

function endpointEntry({ target, metadata, tokenEndpoint }: Observations): OptionEntry {
  if (target.tokenEndpoint !== undefined) return { name: 'tokenEndpoint', code: quote(target.tokenEndpoint) }
  const { confirmedIssuer } = metadata ?? {}
  if (confirmedIssuer !== undefined && confirmedIssuer !== target.issuer) {
    return { name: 'issuer', code: quote(confirmedIssuer), reason: 'The metadata name the issuer in this way.' }
  }
  if (confirmedIssuer === undefined && tokenEndpoint !== undefined) {
    return { name: 'tokenEndpoint', code: quote(tokenEndpoint), reason: 'The metadata name another issuer, so the endpoint is named here.' }
  }
  return { name: 'issuer', code: quote(target.issuer ?? '') }
}

function parameterEntries({ parameters }: Target): OptionEntry[] {
  const pairs = Object.entries(parameters).map(([name, value]) => `${quote(name)}: ${quote(value)}`)
  return pairs.length === 0 ? [] : [{ name: 'parameters', code: `{ ${pairs.join(', ')} }` }]
}

function originsEntry({ api }: Target): OptionEntry {
  if (api !== undefined) return { name: 'origins', code: `[${quote(new URL(api).origin)}]` }
  return { name: 'origins', code: `['https://api.example.com']`, reason: 'No --api was named: put the origin of the API here.' }
}

/**
 * Returns the option `shouldRefresh` if the API rejects an invalid token by a response for which Everbearer does not refresh by default:
 * a 403, a 401 whose challenges are not for Bearer, or a 401 whose Bearer challenges have only errors other than `invalid_token`.
 * Otherwise, returns no option.
 */
function refreshEntries({ api }: Observations): OptionEntry[] {
  const decisive = decisiveRejection(api)
  const isOdd = decisive !== undefined && ['other-scheme', 'other-error', 'forbidden'].includes(decisive.rejection)
  if (!isOdd) return []
  const { status, rejection } = decisive
  const reason =
    rejection === 'forbidden'
      ? 'The API responds to a dead token with 403. A 403 for a missing scope costs a refresh, too.'
      : 'The API responds to a dead token with 401 and no word that the token is dead.'
  return [{ name: 'shouldRefresh', code: `(response, decision) => decision === 'refresh' || response.status === ${status}`, reason }]
}

function reuseEntries(observations: Observations): OptionEntry[] {
  if (!isGranted(lastRequest(observations, 'reuse'))) return []
  return [
    {
      name: 'reuseGrace',
      code: '1_000',
      reason: 'The server accepts a replaced refresh token. For how long is not known: ask its operator, ms.',
    },
  ]
}
