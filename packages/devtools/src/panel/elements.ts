import { elementCreator } from '../time-line/element-creator.ts'
import { panelStyles } from './panel-styles.ts'

/** The elements of the panel that are read or changed. */
export interface PanelElements {
  readonly host: HTMLElement
  readonly toggle: HTMLButtonElement
  readonly panel: HTMLElement
  readonly pause: HTMLButtonElement
  readonly clear: HTMLButtonElement
  readonly trouble: HTMLButtonElement
  readonly filter: HTMLInputElement
  readonly hide: HTMLButtonElement
  readonly close: HTMLButtonElement
  readonly status: HTMLElement
  readonly timeLine: HTMLElement
  readonly messages: HTMLOListElement
  readonly quiet: HTMLElement
}

/** Builds a hidden panel in a shadow root. A Content Security Policy may forbid styles, so no `style` attribute or element is used. */
export function createElements(document: Document): PanelElements {
  const host = document.createElement('everbearer-devtools')
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(panelStyles)
  root.adoptedStyleSheets = [sheet]

  const create = elementCreator(document)
  const button = (text: string): HTMLButtonElement => {
    const element = create('button', '', text)
    element.type = 'button'
    return element
  }
  const switchButton = (text: string): HTMLButtonElement => {
    const element = button(text)
    element.setAttribute('aria-pressed', 'false')
    return element
  }

  const toggle = button('Everbearer')
  toggle.className = 'toggle'
  toggle.setAttribute('aria-expanded', 'false')
  const [pause, trouble] = [switchButton('Pause'), switchButton('Trouble only')]
  const [clear, hide, close] = [button('Clear'), button('Hide'), button('Close')]
  const filter = create('input', '')
  filter.type = 'search'
  filter.placeholder = 'Filter requests'
  filter.setAttribute('aria-label', 'Filter requests')
  const status = create('ul', 'status')
  const timeLine = create('div', '')
  const messages = create('ol', '')
  const quiet = create('p', '', 'Nothing to report yet.')
  const bar = create('div', 'bar', create('h2', '', 'Everbearer'), filter, trouble, pause, clear, create('span', 'end'), hide, close)
  const scroll = create('div', 'scroll', status, timeLine, create('div', 'messages', create('h3', '', 'Messages'), quiet, messages))
  scroll.tabIndex = 0
  scroll.setAttribute('role', 'group')
  scroll.setAttribute('aria-label', 'Time line and messages')
  const panel = create('section', 'panel', bar, scroll)
  panel.setAttribute('aria-label', 'Everbearer devtools')
  panel.hidden = true
  root.append(toggle, panel)
  return { host, toggle, panel, pause, clear, trouble, filter, hide, close, status, timeLine, messages, quiet }
}
