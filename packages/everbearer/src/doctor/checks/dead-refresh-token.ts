import { describeReply } from '../../http/reply.ts'
import { type Check, ok, warning, wrong } from '../finding.ts'
import { isGranted, lastRequest } from '../observations.ts'

export const deadRefreshToken: Check = {
  id: 'dead-refresh-token',
  about: 'a dead refresh token is rejected with invalid_grant',
  source: 'RFC 6749 §5.2',
  findings(observations) {
    const dead = lastRequest(observations, 'dead')
    if (dead === undefined) return []
    const which = observations.session.deadTokenWasReal ? 'a revoked refresh token' : 'a made-up refresh token'
    if (isGranted(dead)) return [wrong(`The server accepts ${which}.`, 'Ask the operator of the server.', 'RFC 7009 §2.1')]
    if (dead.error === 'invalid_grant') return [ok(`The server rejects ${which} with invalid_grant.`)]
    const code = dead.error === undefined ? 'and no error code' : `and ${dead.error}`
    const isPage = dead.reply.kind === 'response' && dead.reply.status < 300
    const said = isPage ? 'status 200, but no JSON object' : `${describeReply(dead.reply)}, ${code}`
    const remedy =
      observations.target.grant === 'refresh_token'
        ? 'Everbearer may take this for a passing failure, and the session may end late.'
        : 'Everbearer asks by the grant instead. The log of the server may say more.'
    return [warning(`To ${which}, the server responds with ${said}.`, remedy)]
  },
}
