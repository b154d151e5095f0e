import type { Lane } from './data.ts'
import { describeLane, describeRefresh, outcomeOf, withClient } from './descriptions.ts'
import type { ListItem } from './item-list.ts'
import { hasText, type Layout } from './layout.ts'
import { type Head, headRow } from './shapes.ts'

/** Minimum width of a refresh's entry, px, so that a finger can hit the entry. */
const leastTarget = 16

/** Returns a list entry for each request. */
export function laneEntries(layout: Layout, now: number): ListItem[] {
  return layout.rows.map(({ lane }) => ({
    id: lane.id,
    name: nameOf(lane, now),
    ...(hasText(layout) && { texts: [shortLabel(lane), resultOf(lane)] as const }),
  }))
}

/** Returns a list entry for each refresh. The entry covers the bar of the refresh. */
export function refreshEntries({ refreshes, width }: Layout, head: Head, now: number): ListItem[] {
  return refreshes.bars.map(({ item, ...bar }) => {
    const wide = Math.max(leastTarget, bar.width)
    return {
      id: item.id,
      name: item.to === undefined ? describeRefresh(item, now).title : [describeRefresh(item, now)].map(asSentence).join(''),
      box: { x: Math.max(0, Math.min(bar.x, width - wide)), y: head.refreshes + bar.level * headRow, width: wide, height: headRow - 1 },
    }
  })
}

/** Returns the name of a request's entry. While the request is in progress, the name has no times, as they would change in each frame. */
function nameOf(lane: Lane, now: number): string {
  const described = describeLane(lane, now)
  return lane.to === undefined ? `${described.title}: ${outcomeOf(lane)}` : asSentence(described)
}

function asSentence({ title, steps }: { readonly title: string; readonly steps: readonly string[] }): string {
  return `${title}: ${steps.join('; ')}`
}

/** Returns the name of a request without `https://` or `http://`, to save space. The details show the whole name. */
function shortLabel({ client, label }: Lane): string {
  return withClient(client, label.replace(/\bhttps?:\/\//, ''))
}

/** Returns the result of a request in one or two words, such as `401 rejected`. While the request is in progress: `waiting` or `…`. */
function resultOf(lane: Lane): string {
  const { outcome, segments, to } = lane
  if (to === undefined) return segments.at(-1)?.kind === 'waiting' ? 'waiting' : '…'
  const status = segments.findLast((segment) => segment.kind === 'attempt')?.status
  if (outcome === undefined || outcome === 'ok') return String(status ?? '')
  return [status, outcome].filter((part) => part !== undefined).join(' ')
}
