import { createPatterns, createSvg } from './drawing.ts'
import { tableHeadings } from './data-table.ts'
import { elementCreator } from './element-creator.ts'
import { hasText, type Layout } from './layout.ts'
import type { Head } from './shapes.ts'
import { timeLineStyles } from './styles.ts'

/** The elements of a time line that change. */
export interface Frame {
  readonly root: ShadowRoot
  readonly names: HTMLElement
  readonly head: SVGSVGElement
  readonly headShapes: SVGGElement
  readonly refreshList: HTMLElement
  readonly scroller: HTMLElement
  /** Element with a text that is shown while there are no requests and no refreshes. */
  readonly empty: HTMLElement
  readonly body: SVGSVGElement
  readonly grid: SVGGElement
  readonly rows: SVGGElement
  readonly laneList: HTMLElement
  readonly details: HTMLElement
  readonly counts: HTMLElement
  readonly status: HTMLElement
  readonly tableBox: HTMLDetailsElement
  readonly table: HTMLTableSectionElement
}

/** Builds the elements of a time line in a separate shadow root. */
export function createFrame(host: HTMLElement, label: string): Frame {
  const { ownerDocument: document } = host
  const root = host.attachShadow({ mode: 'open' })
  const view = document.defaultView ?? globalThis
  const sheet = new view.CSSStyleSheet()
  sheet.replaceSync(timeLineStyles)
  root.adoptedStyleSheets = [sheet]
  const create = elementCreator(document)

  const svg = (): SVGSVGElement => createSvg(document, 'svg', { 'aria-hidden': 'true' })
  const [head, body] = [svg(), svg()]
  const [headShapes, grid, rows] = [createSvg(document, 'g'), createSvg(document, 'g'), createSvg(document, 'g')]
  head.append(createPatterns(document), headShapes)
  body.append(createPatterns(document), grid, rows)
  const refreshList = create('div', 'refreshes')
  refreshList.setAttribute('aria-label', 'Refreshes')
  const laneList = create('div', 'lanes')
  laneList.setAttribute('aria-label', 'Requests')
  const names = create('div', 'names', ...['sessions', 'tokens', 'refreshes'].map((name) => create('span', '', name)))
  names.setAttribute('aria-hidden', 'true')
  const empty = create('p', 'empty')
  const scroller = create('div', 'body', body, laneList, empty)
  const chart = create('div', 'chart', create('div', 'head', head, names, refreshList), scroller)

  const details = create('div', 'details')
  const counts = create('p', 'counts')
  const status = create('p', 'hidden')
  status.setAttribute('role', 'status')
  const table = create('tbody', '')
  const headings = create('tr', '')
  for (const heading of tableHeadings) {
    const cell = create('th', '', heading)
    cell.scope = 'col'
    headings.append(cell)
  }
  const wide = create('div', 'wide', create('table', '', create('thead', '', headings), table))
  // On a narrow page, the table scrolls sideways, also by keyboard.
  wide.tabIndex = 0
  wide.setAttribute('role', 'group')
  wide.setAttribute('aria-label', 'Table')
  const tableBox = create('details', 'table', create('summary', '', 'As a table'), wide)
  const section = create('section', '', create('div', 'above', counts, legend(create)), status, chart, details, tableBox)
  section.setAttribute('aria-label', label)
  root.append(section)
  return {
    root,
    names,
    head,
    headShapes,
    refreshList,
    scroller,
    empty,
    body,
    grid,
    rows,
    laneList,
    details,
    counts,
    status,
    tableBox,
    table,
  }
}

type Create = (tag: 'ul' | 'li' | 'i', className: string, ...children: (Node | string)[]) => HTMLElement

/** Builds the legend of the chart. The legend has no colours of tokens, as the number of each token is in the chart and in the details. */
function legend(create: Create): HTMLElement {
  const entries = [
    ['waiting', 'waits for a token'],
    ['attempt', 'sent with a token'],
    ['bare', 'sent without'],
    ['rejected', 'rejected'],
    ['failed', 'failed'],
    ['ended', 'ended with the session'],
  ] as const
  return create('ul', 'legend', ...entries.map(([className, text]) => create('li', '', create('i', className), text)))
}

/** Sets the sizes and positions of the elements by the layout. @param mostHeight - maximum height of the rows, px */
export function sizeFrame(frame: Frame, layout: Layout, head: Head, mostHeight: number): void {
  const height = Math.max(40, layout.rows.length * layout.rowHeight)
  const width = layout.left + layout.width + layout.textWidth.after
  sizeSvg(frame.head, width, head.height)
  sizeSvg(frame.body, width, height)
  for (const group of [frame.headShapes, frame.grid, frame.rows]) group.setAttribute('transform', `translate(${layout.left} 0)`)
  for (const [index, top] of [head.sessions, head.tokens, head.refreshes].entries())
    (frame.names.children[index] as HTMLElement).style.top = `${top}px`
  frame.refreshList.style.left = `${layout.left}px`
  frame.scroller.style.maxHeight = `${mostHeight}px`
  frame.laneList.classList.toggle('low', !hasText(layout))
  setProperties(frame.laneList, { '--row': layout.rowHeight, '--before': layout.textWidth.before, '--after': layout.textWidth.after })
}

function sizeSvg(element: SVGSVGElement, width: number, height: number): void {
  element.setAttribute('width', String(width))
  element.setAttribute('height', String(height))
}

function setProperties({ style }: HTMLElement, lengths: Readonly<Record<string, number>>): void {
  for (const [name, length] of Object.entries(lengths))
    if (style.getPropertyValue(name) !== `${length}px`) style.setProperty(name, `${length}px`)
}
