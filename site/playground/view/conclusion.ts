import type { SideView, View } from '../run/view.ts'

/** The result of both sides in words. */
export interface Conclusion {
  /** What the numbers mean. */
  readonly meaning: string
  /** The numbers, ours first. */
  readonly counts: string
}

/** The numbers of one side, with its name in a sentence. */
interface Result {
  readonly name: string
  readonly sent: number
  readonly ok: number
  readonly failed: number
  readonly otherUser: number
  readonly ended: number
  readonly tokenCalls: number
  readonly rejected: number
  readonly reuses: number
}

/**
 * Compares both sides.
 *
 * @param rival - its name in a sentence
 * @returns undefined: nothing was sent, or something is under way
 */
export function conclusionOf({ sides, isBusy }: Pick<View, 'sides' | 'isBusy'>, rival: string): Conclusion | undefined {
  const [ours, theirs] = [resultOf('Everbearer', sides.ours), resultOf(rival, sides.rival)]
  if (isBusy || ours.sent === 0) return undefined
  return {
    meaning: [...comparisonOf(ours, theirs), ...endingsOf(ours, theirs), ...lostSessionsOf(ours, theirs)].join(' '),
    counts: `${countsOf(ours)}; ${countsOf(theirs)}.`,
  }
}

function resultOf(name: string, { counters, totals }: SideView): Result {
  const { sent, ok, failed, otherUser, ended } = counters
  const { tokenCalls, rejected, reuses } = totals
  return { name, sent, ok, failed, otherUser, ended, tokenCalls, rejected, reuses }
}

/** What callers notice comes first. What the server notices is told if callers notice no difference. */
function comparisonOf(ours: Result, theirs: Result): string[] {
  if (ours.otherUser !== theirs.otherUser) {
    const [better, worse] = inOrder('otherUser', ours, theirs)
    const wrong = counted(worse.otherUser, 'request')
    return [`With ${worse.name}, ${wrong} got another user’s data; with ${better.name}, ${better.otherUser || 'none'}.`]
  }
  if (ours.failed !== theirs.failed) {
    const [better, worse] = inOrder('failed', ours, theirs)
    return [`With ${better.name}, ${fateOfBetter(better)}; with ${worse.name}, ${worse.failed} of ${worse.sent} failed.`]
  }
  return [fateOf(ours, theirs), costsOf(ours, theirs)]
}

/** How requests ended, if equally many failed on both sides. */
function fateOf(ours: Result, theirs: Result): string {
  if ([ours, theirs].every(({ ok, sent }) => ok === sent)) return 'Every request succeeded on both sides.'
  if (ours.failed === 0) return 'No request failed on either side.'
  return ours.failed === ours.sent ? 'Every request failed on both sides.' : `On both sides, ${counted(ours.failed, 'request')} failed.`
}

function fateOfBetter({ ok, failed, sent }: Result): string {
  if (ok === sent) return 'every request succeeded'
  return failed === 0 ? 'no request failed' : `${failed} of ${sent} requests failed`
}

function costsOf(ours: Result, theirs: Result): string {
  const [here, there] = [ours, theirs].map(({ tokenCalls, rejected }) => [tokenCalls, rejected] as const)
  if (String(here) === String(there)) return 'Both cost the server the same.'
  const costs = `${counted(ours.tokenCalls, 'token call')} and ${counted(ours.rejected, 'rejected request')}`
  return `Everbearer cost the server ${costs}, ${theirs.name} ${theirs.tokenCalls} and ${theirs.rejected}.`
}

/** Requests that ended with their session have not failed, and are no success. */
function endingsOf(ours: Result, theirs: Result): string[] {
  if (ours.ended + theirs.ended === 0) return []
  const whose =
    ours.ended === theirs.ended
      ? `On both sides, ${counted(ours.ended, 'request')}`
      : `${counted(ours.ended, 'request')} of ${ours.name} and ${theirs.ended} of ${theirs.name}`
  return [`${whose} ended with their session and got no data.`]
}

function lostSessionsOf(ours: Result, theirs: Result): string[] {
  const lost = [ours, theirs].filter(({ reuses }) => reuses > 0)
  if (lost.length === 0) return []
  const whose = lost.length === 2 ? 'both sessions' : `the session of ${lost[0]!.name}`
  return [`A refresh token came twice, so the server ended ${whose}: users have to log in again.`]
}

function countsOf({ name, tokenCalls, failed, otherUser, ended }: Result): string {
  const parts = [
    counted(tokenCalls, 'token call'),
    `${failed} failed`,
    ...(otherUser > 0 ? [`${otherUser} got another user’s data`] : []),
    ...(ended > 0 ? [`${ended} ended with their session`] : []),
  ]
  return `${name.replace(/^the /, '')}: ${parts.join(', ')}`
}

function inOrder(measure: 'otherUser' | 'failed', ours: Result, theirs: Result): [better: Result, worse: Result] {
  return ours[measure] < theirs[measure] ? [ours, theirs] : [theirs, ours]
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
