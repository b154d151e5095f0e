import type { Page } from 'playwright'
import { describe, expect, test, vi } from 'vitest'
import { usePages, type Reader } from '../support/chromium.ts'
import { untilDrawn, violationsIn } from '../support/pages.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const openPage = usePages()

/** Opens a page with the time line of a storm. */
async function showStorm(count: number, now: number, reader: Reader = {}, options = '{}'): Promise<Page> {
  const page = await openPage(reader)
  await page.evaluate(`globalThis.selected = []
    globalThis.view = tools.createTimeLineView(document.querySelector('#place'), { onSelect: (id) => selected.push(id ?? 'none'), ...${options} })`)
  await show(page, count, now)
  return page
}

async function show(page: Page, count: number, now: number): Promise<void> {
  await page.evaluate(`view.update(tools.stormData(${count}, ${now}))`)
  await untilDrawn(page)
}

const details = (page: Page): Promise<string> => page.locator('.details').innerText()

describe('the time line', () => {
  test.each([
    { colorScheme: 'light' },
    { colorScheme: 'dark' },
    { colorScheme: 'light', width: 360 },
    { colorScheme: 'dark', width: 360 },
  ] satisfies Reader[])('has no fault that axe finds: $colorScheme, $width', async (reader) => {
    const page = await showStorm(12, 1500, reader)
    expect(await violationsIn(page)).toEqual([])
    await page.getByText('As a table').click()
    await page.getByRole('option').nth(3).click()
    await untilDrawn(page)
    expect(await violationsIn(page)).toEqual([])
    await show(page, 200, 1500)
    expect(await violationsIn(page)).toEqual([])
  })

  test('fits into 360 px, and scrolls nothing but the table', async () => {
    const page = await showStorm(12, 1500, { width: 360 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
    expect(await page.getByRole('option', { name: /^GET/ }).count()).toBe(8)
  })

  test('is used by keyboard alone: refreshes, then requests, then the table', async () => {
    const page = await showStorm(12, 1500)
    await page.locator('#own').focus()
    await page.keyboard.press('Tab')
    expect(await details(page)).toContain('Refresh (rejected): token 2')
    expect(await details(page)).toContain('callers that waited: 12')
    await page.keyboard.press('Tab')
    expect(await details(page)).toMatch(/^GET https:\/\/api\.example\.com\n.*attempt 1 with token 1: 401 rejected/s)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    expect(await details(page)).toMatch(/^POST/)
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowDown')
    expect(await page.evaluate('selected.slice(-5)')).toEqual(['l0', 'l1', 'l2', 'l11', 'l11'])
    const active = await page.evaluate(
      `document.querySelector('#place > div').shadowRoot.activeElement.getAttribute('aria-activedescendant')`,
    )
    expect(await page.locator(`[id="${String(active)}"]`).getAttribute('aria-selected')).toBe('true')
    await page.keyboard.press('Escape')
    expect(await details(page)).toContain('Select a request')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await untilDrawn(page)
    expect(await page.getByRole('row').count()).toBe(1 + 1 + 2 + 1 + 1 + 12)
  })

  test('is entered at the first entry, and later at the entry that was selected last', async () => {
    const page = await showStorm(12, 1500)
    await page.locator('#own').focus()
    for (const key of ['Tab', 'Tab', 'ArrowDown', 'ArrowDown', 'Shift+Tab', 'Tab', 'Escape', 'Shift+Tab', 'Tab'])
      await page.keyboard.press(key)
    expect(await page.evaluate('selected')).toEqual(['r1', 'l0', 'l1', 'l2', 'r1', 'l2', 'none', 'r1', 'l2'])
    // The request is gone: the list begins at its first entry again.
    await page.evaluate('view.update(tools.stormData(2, 1500))')
    await untilDrawn(page)
    for (const key of ['Shift+Tab', 'Tab']) await page.keyboard.press(key)
    expect(await page.evaluate('selected.slice(-2)')).toEqual(['r1', 'l0'])
  })

  test('says that there is nothing to show, until there is', async () => {
    const page = await showStorm(12, 1500, {}, "{ empty: 'Press the button.' }")
    const text = page.getByText('Press the button.')
    expect(await text.isVisible()).toBe(false)
    await page.evaluate(`view.update({ ...tools.stormData(0, 1500), refreshes: [] })`)
    await untilDrawn(page)
    expect(await text.isVisible()).toBe(true)
    expect(await violationsIn(page)).toEqual([])
  })

  test('says each request in words, and its state only when it changes', async () => {
    const page = await showStorm(3, 400)
    const names = (): Promise<(string | null)[]> =>
      page.getByRole('option').evaluateAll((options) => options.map((option) => option.lastElementChild!.textContent))
    expect(await names()).toEqual([
      'Refresh (rejected): in progress',
      'GET https://api.example.com: in progress',
      'GET https://api.example.com: in progress',
      'POST https://api.example.com: in progress',
    ])
    await page.evaluate(`globalThis.changes = 0
      new MutationObserver((records) => (changes += records.length)).observe(document.querySelector('#place > div').shadowRoot.querySelector('.lanes'),
        { subtree: true, childList: true })`)
    for (const now of [420, 440, 460]) await show(page, 3, now)
    expect(await page.evaluate('changes')).toBe(0)
    expect(await page.getByRole('status').textContent()).toBe('')
    await show(page, 3, 1500)
    expect((await names())[1]).toMatch(/401 rejected .*; waited .*: the token was rejected; attempt 2 with token 2: 200/)
    expect(await page.getByRole('status').textContent()).toBe('3 requests (3 ok), 1 refresh')
  })

  test('keeps its elements over a storm of 200 requests, and draws once a frame', async () => {
    const page = await showStorm(200, 400)
    await page.evaluate(
      `globalThis.kept = [...document.querySelector('#place > div').shadowRoot.querySelectorAll('[role=option], g, rect')]`,
    )
    await page.evaluate(`globalThis.frames = 0
      globalThis.added = 0
      new MutationObserver((records) => {
        frames++
        for (const { addedNodes } of records) added += addedNodes.length
      }).observe(document.querySelector('#place > div').shadowRoot, { subtree: true, childList: true, attributes: true })`)
    // 40 updates within each of 15 frames.
    await page.evaluate(`(async () => {
      for (let frame = 0; frame < 15; frame++) {
        for (let step = 0; step < 40; step++) view.update(tools.stormData(200, 401 + frame))
        await new Promise(requestAnimationFrame)
      }
    })()`)
    await untilDrawn(page)
    expect(await page.evaluate('frames')).toBeLessThanOrEqual(17)
    expect(await page.evaluate('frames')).toBeGreaterThan(5)
    expect(await page.evaluate('added')).toBeLessThan(40)
    expect(await page.evaluate('kept.every((element) => element.isConnected)')).toBe(true)
    expect(await page.getByRole('option').count()).toBe(201)
    await page.evaluate('view.destroy()')
    expect(
      await page.evaluate('[document.querySelector("#place").childElementCount, kept.some((element) => element.isConnected)]'),
    ).toEqual([0, false])
  })

  test('is drawn twice a second at most for readers who prefer reduced motion', async () => {
    const page = await showStorm(10, 400, { reducedMotion: 'reduce' })
    await page.evaluate(`globalThis.drawings = []
      new MutationObserver(() => drawings.push(performance.now())).observe(document.querySelector('#place > div').shadowRoot,
        { subtree: true, attributes: true })
      globalThis.begun = performance.now()`)
    await page.evaluate(`(async () => {
      for (let now = 401; performance.now() - begun < 1100; now++) {
        view.update(tools.stormData(10, now))
        await new Promise(requestAnimationFrame)
      }
    })()`)
    const gaps = (await page.evaluate('drawings.slice(1).map((time, index) => time - drawings[index])')) as number[]
    expect(gaps.length).toBeGreaterThan(0)
    expect(Math.min(...gaps)).toBeGreaterThan(450)
  })

  test('follows new requests, unless the reader has scrolled up or selected one', async () => {
    const page = await showStorm(60, 1500, {}, '{ rowHeight: 20, height: 200 }')
    await page.evaluate(`globalThis.scroller = document.querySelector('#place > div').shadowRoot.querySelector('.body')`)
    const fromEnd = (): Promise<unknown> => page.evaluate('scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop')
    await show(page, 70, 1500)
    expect(await fromEnd()).toBe(0)
    await page.evaluate('scroller.scrollTop -= 100')
    await untilDrawn(page)
    await show(page, 80, 1500)
    expect(await fromEnd()).toBe(100 + 10 * 20)
    await page.evaluate('scroller.scrollTop = scroller.scrollHeight')
    await untilDrawn(page)
    await show(page, 85, 1500)
    expect(await fromEnd()).toBe(0)
    await page.getByRole('listbox', { name: 'Requests' }).focus()
    await page.keyboard.press('End')
    await show(page, 90, 1500)
    expect(await fromEnd()).toBe(5 * 20)
    expect(await page.evaluate('document.documentElement.scrollTop')).toBe(0)
  })
  test('draws the rows in view, and each at its place if older requests go', async () => {
    const page = await showStorm(100, 1500, {}, '{ rowHeight: 20, height: 200 }')
    await page.evaluate(`globalThis.scroller = document.querySelector('#place > div').shadowRoot.querySelector('.body')
      globalThis.tops = () => [...scroller.querySelectorAll('svg > g:last-child > g')].map((group) => group.transform.baseVal[0].matrix.f)`)
    const tops = (): Promise<unknown> => page.evaluate('tops()')
    const last = Array.from({ length: 10 }, (_, index) => 1800 + index * 20)
    expect(await tops()).toEqual(last)
    await page.evaluate('scroller.scrollTop = 0')
    await untilDrawn(page)
    expect(await tops()).toEqual([...last, ...Array.from({ length: 10 }, (_, index) => index * 20)])
    await page.evaluate(`(({ lanes, ...others }) => view.update({ ...others, lanes: lanes.slice(95) }))(tools.stormData(100))`)
    await untilDrawn(page)
    expect(await tops()).toEqual([0, 22, 44, 66, 88])
    await page.evaluate(
      `(({ lanes, ...others }) => view.update({ ...others, lanes: [...lanes.slice(40), ...lanes.slice(0, 40)] }))(tools.stormData(100))`,
    )
    await untilDrawn(page)
    // The five rows from before are out of view, where the new order has them.
    expect(((await tops()) as number[]).slice(0, 5)).toEqual([1100, 1120, 1140, 1160, 1180])
  })
})
