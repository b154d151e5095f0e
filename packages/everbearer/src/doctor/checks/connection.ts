import { type Check, ok, warning, wrong } from '../finding.ts'

const mebibyte = 1_048_576
/** Length from which the body of a rejection counts as long, bytes. The whole body is read before each replay. */
const long = 65_536

export const connection: Check = {
  id: 'connection',
  about: 'the body of a rejection ends, so that a connection is free for the replay',
  source: 'RFC 9112 §9.3',
  findings({ api }) {
    if (api === undefined) return []
    const rejected = [api.wrongToken, api.deadToken?.reply].filter((reply) => reply?.kind === 'response' && reply.status >= 400)
    const worst = rejected.filter((reply) => reply?.kind === 'response').toSorted((one, other) => other.bytes - one.bytes)
    const endless = worst.find(({ ended }) => !ended)
    const [longest] = worst
    if (longest === undefined) return []
    if (endless !== undefined) {
      const what = endless.bytes > mebibyte ? 'is longer than 1 MiB' : 'does not end'
      return [
        wrong(
          `The body of a ${endless.status} ${what}. Everbearer stops reading, and does not replay the request.`,
          'Have the API send a short body.',
        ),
      ]
    }
    if (longest.bytes > long) {
      return [
        warning(
          `The body of a ${longest.status} has ${longest.bytes} bytes. It is read before each replay.`,
          'Have the API send a short body.',
        ),
      ]
    }
    const isReused = [api.freshToken, api.wrongToken].some((reply) => reply?.kind === 'response' && reply.reused)
    return [ok(isReused ? 'Requests, rejections and replays share one connection.' : 'The API closes its connection after each response.')]
  },
}
