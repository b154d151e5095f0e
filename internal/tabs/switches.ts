import type { PageLine } from './page-report.ts'
import type { TabsRecord } from './tabs-record.ts'

type LineOf<Kind extends PageLine['kind']> = Extract<PageLine, { readonly kind: Kind }>

/** What pages have sent with the token of a session whose end they had handled. Each breach in one sentence. */
export function sendsAfterHandling({ pageLines, requests }: Pick<TabsRecord, 'pageLines' | 'requests'>): string[] {
  return linesOf(pageLines, 'handled').flatMap(({ page, session, sends, ended }) => {
    const late = requests.filter(
      (one) => one.page === page && one.session === session && one.send > sends && one.signIn > 0 && one.signIn <= ended,
    )
    return late.length === 0 ? [] : [`${page}: ${late.length} requests with a token whose session had ended (${session})`]
  })
}

/** Pages that ran until the end, and have never handled the end of a session that they had used. */
export function unhandledEnds({ pageLines, requests, alive }: Pick<TabsRecord, 'pageLines' | 'requests' | 'alive'>): string[] {
  return linesOf(pageLines, 'switching').flatMap(({ at, session, ended }) =>
    alive.flatMap((page) => {
      const last = requests.findLast((one) => one.page === page && one.session === session && one.at < at)
      if (last === undefined || last.signIn === 0 || last.signIn > ended) return []
      const isHandled = linesOf(pageLines, 'handled').some((one) => one.page === page && one.session === session && one.sends >= last.send)
      return isHandled ? [] : [`${page}: has not handled the end of a session (${session})`]
    }),
  )
}

/** Pages that saw a cookie session end although nobody had ended it. */
export function unexpectedEnds({ pageLines }: Pick<TabsRecord, 'pageLines'>): string[] {
  const switches = linesOf(pageLines, 'switching').filter(({ session }) => session === 'obtains')
  const handled = linesOf(pageLines, 'handled').filter(({ session }) => session === 'obtains')
  return [...Map.groupBy(handled, ({ page }) => page)].flatMap(([page, ends]) => {
    // A refresh may bring the token of the next user before the page hears of the sign-in, which is then a second end.
    const isEarly = ends.some(({ at }, index) => index >= 2 * switches.filter((one) => one.at <= at).length)
    return isEarly ? [`${page}: a session has ended without a logout or sign-in`] : []
  })
}

/** How long after the completion of a logout or sign-in the other pages had handled it, ms, in ascending order. */
export function handlingDelays({ pageLines, strikes }: Pick<TabsRecord, 'pageLines' | 'strikes'>): number[] {
  const begins = linesOf(pageLines, 'switching')
  const delays = begins.flatMap(({ at, page, session }) => {
    const end = pageLines.find(
      (one): one is LineOf<'logged-out' | 'signed-in'> =>
        (one.kind === 'logged-out' || one.kind === 'signed-in') && one.page === page && one.session === session && one.at >= at,
    )
    const next = begins.find((one) => one.session === session && one.at > at)?.at ?? Infinity
    if (end === undefined) return []
    return linesOf(pageLines, 'handled')
      .filter(({ reason }) => reason === 'cleared' || reason === 'replaced')
      .filter((one) => one.page !== page && one.session === session && one.at >= at && one.at < next)
      .filter((one) => !strikes.some(({ page: struck, from, until }) => struck === one.page && from <= one.at && until >= at))
      .map(({ wall }) => Math.max(0, wall - end.wall))
  })
  return delays.toSorted((a, b) => a - b)
}

function linesOf<Kind extends PageLine['kind']>(lines: readonly PageLine[], kind: Kind): LineOf<Kind>[] {
  return lines.filter((line): line is LineOf<Kind> => line.kind === kind)
}

/** A quantile of sorted values; undefined if there are none. */
export function quantile(sorted: readonly number[], fraction: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.floor(fraction * sorted.length))]
}
