import { type Check, ok, warning } from '../finding.ts'

/** Tolerated difference between the server's clock and this machine's clock, s. The header `Date` has whole seconds only. */
const tolerated = 5

export const clock: Check = {
  id: 'clock',
  about: "the server's clock agrees with this machine's",
  source: 'RFC 9110 §6.6.1',
  findings({ tokenRequests }) {
    const dated = tokenRequests
      .map(({ reply }) => reply)
      .find((reply) => reply.kind === 'response' && Date.parse(reply.headers['date'] ?? '') > 0)
    if (dated?.kind !== 'response') return []
    // The date has no fraction of a second, so its mean is half a second later. The response traveled for about half of the duration.
    const skew = (Date.parse(dated.headers['date'] ?? '') + 500 - (dated.sentAt + dated.duration / 2)) / 1000
    if (Math.abs(skew) <= tolerated + dated.duration / 2000) return [ok("The server's clock agrees with this machine's.")]
    const direction = skew > 0 ? 'ahead of' : 'behind'
    const remedy = 'Set the clocks by NTP. Everbearer counts lifetimes by its own clock, but JWTs may look expired, or not yet valid.'
    return [warning(`The server's clock is ${Math.round(Math.abs(skew))} s ${direction} this machine's.`, remedy)]
  },
}
