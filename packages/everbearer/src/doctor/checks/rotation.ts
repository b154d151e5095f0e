import { type Check, type Finding, ok, skipped, warning } from '../finding.ts'
import { firstGrant, isGranted, lastRequest, type Observations } from '../observations.ts'

export const rotation: Check = {
  id: 'rotation',
  about: 'whether a refresh replaces the refresh token; whether the old one is rejected only with --test-reuse',
  source: 'RFC 9700 §4.14.2',
  findings(observations) {
    const granted = firstGrant(observations)
    const refreshed = lastRequest(observations, 'refresh')
    if (!isGranted(granted) || !isGranted(refreshed)) return []
    const next = refreshed.fields['refresh_token']
    if (typeof next !== 'string' || next === '' || next === granted.fields['refresh_token']) {
      return [ok('The refresh token stays the same. Any number of processes may use it.')]
    }
    return [ok('Each refresh replaces the refresh token. Processes that share the session need a shared store.'), ofReuse(observations)]
  },
}

function ofReuse(observations: Observations): Finding {
  const reuse = lastRequest(observations, 'reuse')
  if (reuse === undefined) {
    return skipped(
      'Whether a replaced refresh token is rejected was not tried.',
      'Add --test-reuse. The session that doctor opened may end.',
    )
  }
  if (isGranted(reuse)) {
    return warning('The server accepts a refresh token that it has replaced.', 'If this is a grace period, name it: reuseGrace.')
  }
  const after = lastRequest(observations, 'after-reuse')
  return ok(
    isGranted(after)
      ? 'The server rejects a replaced refresh token, and the session goes on.'
      : 'The server rejects a replaced refresh token, and ends the session.',
  )
}
