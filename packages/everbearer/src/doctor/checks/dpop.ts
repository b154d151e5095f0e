import { parseChallenges } from '@everbearer/core/adapter'
import { type Check, ok, wrong } from '../finding.ts'
import { lastRequest } from '../observations.ts'

export const dpop: Check = {
  id: 'dpop',
  about: 'tokens are not bound to a key: with a key, `@everbearer/dpop` is needed',
  source: 'RFC 9449 §5, §7.1',
  findings(observations) {
    const { fields, error } = lastRequest(observations, 'obtain') ?? {}
    const type = fields?.['token_type']
    const remedy = 'Bind the tokens to a key: keyBinding: dpopKey() of @everbearer/dpop. Or configure the client for Bearer tokens.'
    if (typeof type === 'string' && /^dpop$/i.test(type)) return [wrong('The token is bound to a key: its token_type is DPoP.', remedy)]
    if (error === 'use_dpop_nonce' || error === 'invalid_dpop_proof') return [wrong(`The token endpoint asks for DPoP: ${error}.`, remedy)]
    const fresh = observations.api?.freshToken
    const challenges = fresh?.kind === 'response' && fresh.status === 401 ? parseChallenges(fresh.headers['www-authenticate'] ?? '') : []
    if (challenges.length > 0 && challenges.every(({ scheme }) => scheme === 'dpop')) return [wrong('The API asks for DPoP.', remedy)]
    const supported = observations.metadata?.fields?.['dpop_signing_alg_values_supported']
    return Array.isArray(supported) ? [ok('The server supports DPoP, and issues Bearer tokens to this client.')] : []
  },
}
