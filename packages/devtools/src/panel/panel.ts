import { expect, expectOptions } from '@everbearer/core/adapter'
import type { Devtools, DevtoolsOptions } from '../devtools.ts'
import { recordEvent } from '../recording/record-event.ts'
import { emptyRecording, type Recording, withoutEnded } from '../recording/recording.ts'
import { isInProgress, toTimeLine } from '../recording/to-time-line.ts'
import { subscribe, type Watched } from '../sources.ts'
import { createTimeLineView } from '../time-line/index.ts'
import { createElements } from './elements.ts'
import { showLines, showMessages } from './show-messages.ts'
import { statusLines } from './status-lines.ts'

/**
 * Property of the panel's element with the function that closes the panel. By this property, a reloaded module closes the earlier panel.
 */
const closeKey = Symbol.for('everbearer.devtools.close')
/** Time between two drawings while nothing is in progress, ms. The panel shows a countdown of the token's lifetime. */
const tick = 1000

/** Records events, and shows them in a panel. */
export function openPanel(watched: Watched, options: DevtoolsOptions): Devtools {
  expectOptions(options, ['open'])
  expect(options.open === undefined || typeof options.open === 'boolean', 'open', 'true or false')
  let recording = emptyRecording
  /** The recording that is shown while the panel is paused; undefined: the panel is not paused. */
  let paused: { readonly recording: Recording; readonly at: number } | undefined
  let timer: number | undefined
  let frame: number | undefined

  const unsubscribe = subscribe(watched, (named, context) => {
    recording = recordEvent(recording, named, context)
    requestDrawing()
  })
  for (const other of document.querySelectorAll('everbearer-devtools')) (other as { [closeKey]?: () => void })[closeKey]?.()
  const elements = createElements(document)
  const { host, panel, toggle, filter, pause, trouble } = elements
  const view = createTimeLineView(elements.timeLine, { height: 198, rowHeight: 18, label: 'Requests and tokens' })
  document.documentElement.append(Object.assign(host, { [closeKey]: close }))

  toggle.addEventListener('click', () => (panel.hidden ? open() : hide()))
  elements.hide.addEventListener('click', hide)
  elements.close.addEventListener('click', close)
  elements.clear.addEventListener('click', () => {
    recording = withoutEnded(recording)
    if (paused !== undefined) paused = { recording, at: performance.now() }
    requestDrawing()
  })
  pause.addEventListener('click', () => {
    paused = paused === undefined ? { recording, at: performance.now() } : undefined
    pause.setAttribute('aria-pressed', String(paused !== undefined))
    requestDrawing()
  })
  trouble.addEventListener('click', () => {
    trouble.setAttribute('aria-pressed', String(trouble.getAttribute('aria-pressed') !== 'true'))
    requestDrawing()
  })
  filter.addEventListener('input', requestDrawing)
  panel.addEventListener('keydown', (event) => {
    // The first press only removes a selection in the time line, or the text of the filter.
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.preventDefault()
    if (event.target !== filter || filter.value === '') return hide()
    filter.value = ''
    requestDrawing()
  })
  if (options.open === true) open()
  return { open, hide, close, [Symbol.dispose]: close }

  function open(): void {
    panel.hidden = false
    toggle.hidden = false
    toggle.setAttribute('aria-expanded', 'true')
    requestDrawing()
  }

  function hide(): void {
    // An element in the panel loses its focus when the panel is hidden, so the button gets the focus. Any other focus does not move.
    if (panel.contains(host.shadowRoot?.activeElement ?? null)) toggle.focus()
    panel.hidden = true
    toggle.setAttribute('aria-expanded', 'false')
    stopDrawing()
  }

  function close(): void {
    unsubscribe()
    stopDrawing()
    view.destroy()
    host.remove()
  }

  function requestDrawing(): void {
    if (panel.hidden || frame !== undefined || !host.isConnected) return
    clearTimeout(timer)
    frame = requestAnimationFrame(draw)
  }

  function stopDrawing(): void {
    clearTimeout(timer)
    if (frame !== undefined) cancelAnimationFrame(frame)
    frame = undefined
  }

  function draw(): void {
    frame = undefined
    const shown = paused?.recording ?? recording
    const now = paused?.at ?? performance.now()
    const data = toTimeLine(shown, now, { text: filter.value, isTroubleOnly: trouble.getAttribute('aria-pressed') === 'true' })
    view.update(data)
    showLines(elements.status, statusLines(shown, now))
    showMessages(elements.messages, shown.messages)
    elements.quiet.hidden = shown.messages.length > 0
    if (paused !== undefined) return
    if (isInProgress(data)) requestDrawing()
    else timer = window.setTimeout(requestDrawing, tick)
  }
}
