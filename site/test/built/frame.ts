import type { Tab } from '../../../internal/browsers/index.ts'

/** What was found in a page. */
export interface Findings {
  /** The rules of axe that the page breaks, with the elements. */
  readonly violations: readonly string[]
  readonly isDark: boolean
  /** How much wider than its window the page is, px. */
  readonly overflow: number
  /** What the page loaded from other hosts. */
  readonly foreign: readonly string[]
}

/** Opens a page of the site in a frame, which can have any width. The outer page is of the same site. */
export async function openFrame(tab: Tab, address: string, width: number, colours: 'light' | 'dark'): Promise<void> {
  await tab.evaluate(`(async () => {
    localStorage.setItem('vitepress-theme-appearance', '${colours}')
    document.querySelector('iframe')?.remove()
    const frame = document.createElement('iframe')
    frame.style.cssText = 'position: fixed; inset: 0; z-index: 1000; width: ${width}px; height: 800px; border: 0'
    frame.src = '${address}'
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
    document.body.append(frame)
    await loaded
    const drawn = () => new Promise((resolve) => frame.contentWindow.requestAnimationFrame(resolve))
    // The theme names the switch of colours once it has taken its place in the page.
    const isInPlace = () => frame.contentDocument.querySelector('.VPSwitchAppearance')?.title
    while (!isInPlace()) await drawn()
    await drawn()
  })()`)
}

/** Looks at the page in the frame. The outer page has the source of axe in \`axeSource\`. */
export async function checkFrame(tab: Tab): Promise<Findings> {
  return tab.evaluate(`(async () => {
    const { contentWindow: page, contentDocument: { documentElement } } = document.querySelector('iframe')
    page.eval(axeSource)
    const { violations } = await page.axe.run()
    return {
      violations: violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target.join(' ')).join(' | ')).sort(),
      isDark: documentElement.classList.contains('dark'),
      overflow: documentElement.scrollWidth - page.innerWidth,
      foreign: page.performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => !name.startsWith(location.origin) && !name.startsWith('data:')),
    }
  })()`)
}

/** Searches in the page of the frame. Returns the paths of the pages that are found. */
export async function search(tab: Tab, words: string): Promise<string[]> {
  return tab.evaluate(`(async () => {
    const { contentDocument: page } = document.querySelector('iframe')
    const appears = async (selector) => {
      for (;;) {
        const element = page.querySelector(selector)
        if (element !== null) return element
        await new Promise((resolve) => requestAnimationFrame(resolve))
      }
    }
    page.querySelector('.VPNavBarSearch button').click()
    const input = await appears('.search-input')
    input.value = '${words}'
    input.dispatchEvent(new InputEvent('input', { bubbles: true }))
    await appears('.result')
    return Array.from(page.querySelectorAll('a.result'), ({ pathname }) => pathname)
  })()`)
}
