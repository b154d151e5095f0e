import { type Check, ok, warning, wrong } from '../finding.ts'
import { firstGrant, lastRequest } from '../observations.ts'
import { printable } from '../printable.ts'

export const scope: Check = {
  id: 'scope',
  about: 'the token has the scopes that were asked for',
  source: 'RFC 6749 §3.3',
  findings(observations) {
    const { scope: asked } = observations.target
    const last = lastRequest(observations, 'obtain')
    if (last?.error === 'invalid_scope') {
      const about = asked === undefined ? 'The server needs a scope' : `The server rejects the scope ${printable(asked)}`
      return [wrong(`${about}.`, 'Name scopes that the client may have: --scope.', 'RFC 6749 §5.2')]
    }
    const granted = firstGrant(observations)
    if (granted === undefined || asked === undefined) return []
    const given = granted.fields['scope']
    if (typeof given !== 'string') return [ok('The response names no scope, so the token has the scopes that were asked for.')]
    const missing = asked.split(' ').filter((name) => name !== '' && !given.split(' ').includes(name))
    if (missing.length === 0) return [ok('The token has all scopes that were asked for.')]
    return [warning(`The token lacks ${printable(missing.join(' '))}.`, 'Allow the scope for this client at the server, or ask for less.')]
  },
}
