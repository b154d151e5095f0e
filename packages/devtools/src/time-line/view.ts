import type { TimeLineData } from './data.ts'
import { fillTable, tableLines } from './data-table.ts'
import { describeCounts, describeLane, describeRefresh } from './descriptions.ts'
import { showDetails } from './details.ts'
import { createDrawing } from './drawing.ts'
import { createFrame, sizeFrame } from './frame.ts'
import { createItemList } from './item-list.ts'
import { layoutOf } from './layout.ts'
import { laneEntries, refreshEntries } from './list-entries.ts'
import { createPainter } from './painter.ts'
import { createRowDrawings } from './row-drawings.ts'
import { gridShapes, headOf, headShapes } from './shapes.ts'

/** Options of `createTimeLineView()`. */
export interface TimeLineViewOptions {
  /** Maximum total height of the requests, px. With many requests, rows become lower, and then scroll. @default 320 */
  readonly height?: number | undefined
  /** Minimum height of a request's row, px. Rows of at least 14 px have texts next to the chart. @default 5 */
  readonly rowHeight?: number | undefined
  /** Name of the time line for screen readers. @default 'Time line' */
  readonly label?: string | undefined
  /** Text that is shown while there are no requests and no refreshes. @default 'No requests yet.' */
  readonly empty?: string | undefined
  /** Called with the id of the request or refresh that the user has selected; undefined: no selection. @default nothing is called */
  readonly onSelect?: ((id: string | undefined) => void) | undefined
}

/** A time line in a page. */
export interface TimeLineView {
  /** Shows other data, in the next frame. Several calls in the same frame cause only one drawing. */
  update(data: TimeLineData): void
  /** Removes the time line from the page. */
  destroy(): void
}

const nothing: TimeLineData = { now: 0, lanes: [], refreshes: [], sessions: [], tokens: [], marks: [] }

/**
 * Shows requests, refreshes, sessions and tokens on a time line.
 *
 * Long times in which nothing happens are drawn shorter. Users can select requests and refreshes by pointer or keyboard, to see details
 * below the chart. A table shows the same data as text. For users who prefer reduced motion, new data is drawn at most twice per second.
 *
 * The view is in a separate shadow root. The view needs no inline styles, which a Content Security Policy may forbid. Colours follow
 * `color-scheme`, and the custom properties `--everbearer-ink`, `-faint`, `-paper`, `-line`, `-accent`, `-bad`, `-wait`, `-font` and
 * `-token-0` to `-token-5`.
 *
 * @example
 * ```ts
 * import { createTimeLineView } from '@everbearer/devtools/time-line'
 *
 * const view = createTimeLineView(document.body, { height: 200 })
 * view.update({
 *   now: 120,
 *   lanes: [
 *     {
 *       id: '1',
 *       label: 'GET https://api.example.com',
 *       from: 0,
 *       to: 100,
 *       outcome: 'ok',
 *       segments: [{ kind: 'attempt', from: 0, to: 100, attempt: 1, token: 1, status: 200, outcome: 'ok' }],
 *     },
 *   ],
 *   refreshes: [],
 *   sessions: [{ session: 1, from: 0 }],
 *   tokens: [{ token: 1, session: 1, from: 0, goodUntil: 300_000 }],
 *   marks: [],
 * })
 * ```
 */
export function createTimeLineView(element: HTMLElement, options: TimeLineViewOptions = {}): TimeLineView {
  const host = element.ownerDocument.createElement('div')
  element.append(host)
  const frame = createFrame(host, options.label ?? 'Time line')
  const { height: mostHeight = 320, empty = 'No requests yet.' } = options
  setText(frame.empty, empty)
  const drawHead = createDrawing(frame.headShapes)
  const drawGrid = createDrawing(frame.grid)
  const drawRows = createRowDrawings(frame.rows)
  let data = nothing
  let selected: string | undefined
  /** True: the rows are scrolled to their end, so the newest request is visible and new requests stay visible. */
  let isFollowing = true

  const select = (id: string | undefined): void => {
    selected = id
    showSelection()
    options.onSelect?.(id)
  }
  const laneList = createItemList(frame.laneList, 'lane-', select)
  const refreshList = createItemList(frame.refreshList, 'refresh-', select)
  const painter = createPainter(host, () => {
    draw(data)
  })
  frame.tableBox.addEventListener('toggle', painter.request)
  frame.scroller.addEventListener('scroll', () => {
    const { scrollTop, clientHeight, scrollHeight } = frame.scroller
    isFollowing = scrollTop + clientHeight >= scrollHeight - 2
    // Rows that become visible are drawn in the same frame.
    draw(data)
  })

  return {
    update(next) {
      data = next
      painter.request()
    },
    destroy() {
      painter.stop()
      host.remove()
    },
  }

  function draw(shown: TimeLineData): void {
    const { scroller } = frame
    const layout = layoutOf(shown, { width: scroller.clientWidth, height: mostHeight, leastRow: options.rowHeight })
    const head = headOf(layout)
    const height = layout.rows.length * layout.rowHeight
    sizeFrame(frame, layout, head, mostHeight)
    drawHead(headShapes(layout, head, shown.now))
    drawGrid(gridShapes(layout, Math.max(40, height)))
    laneList.update(laneEntries(layout, shown.now))
    refreshList.update(refreshEntries(layout, head, shown.now))
    // New requests stay visible, unless the user has scrolled up or has selected something.
    if (isFollowing && selected === undefined) scroller.scrollTop = scroller.scrollHeight
    drawRows(layout, { top: scroller.scrollTop, bottom: scroller.scrollTop + scroller.clientHeight })
    if (frame.tableBox.open) fillTable(frame.table, tableLines(shown))
    frame.empty.hidden = shown.lanes.length + shown.refreshes.length > 0
    showCounts(shown)
    showSelection()
  }

  function showCounts(shown: TimeLineData): void {
    const text = describeCounts(shown)
    setText(frame.counts, text)
    // Screen readers get the counts when everything has ended, and not at each step.
    const all = [...shown.lanes, ...shown.refreshes]
    if (all.length > 0 && all.every(({ to }) => to !== undefined)) setText(frame.status, text)
  }

  function showSelection(): void {
    const lane = data.lanes.find(({ id }) => id === selected)
    const refresh = data.refreshes.find(({ id }) => id === selected)
    laneList.select(lane?.id)
    refreshList.select(refresh?.id)
    showDetails(frame.details, lane ? describeLane(lane, data.now) : refresh && describeRefresh(refresh, data.now))
  }
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text
}
