import { describe, expect, it } from 'vitest'
import { onSite } from './on-site.ts'
import { settled } from './settled.ts'
import type { Visitor } from './visitor.ts'

const { visit } = onSite()

describe('the controls', () => {
  it('revoke tokens, switch the token endpoint, and start over', async () => {
    await using visitor = await visit()
    await visitor.open('#play?latency=50')
    await visitor.press('Revoke the token')
    await visitor.press('100 requests')
    expect((await settled(visitor, expect))[0]).toMatchObject({ succeeded: 100, failed: 0, 'token calls': 1 })

    const down = visitor.page.getByRole('button', { name: 'Token endpoint down' })
    await visitor.press('Token endpoint down')
    await visitor.quiet()
    expect(await down.getAttribute('aria-pressed')).toBe('true')
    await visitor.press('Revoke the token')
    await visitor.press('100 requests')
    await visitor.page.locator('.playground[data-busy=true]').waitFor()
    await visitor.press('Token endpoint down')
    const [ours, rival] = await settled(visitor, expect)
    expect(ours).toMatchObject({ 'requests sent': 200, succeeded: 200, failed: 0 })
    expect(rival['requests sent']).toBe(200)
    expect(await down.getAttribute('aria-pressed')).toBe('false')

    await visitor.press('Start over')
    await visitor.page.locator('[data-row="requests sent"] td').first().filter({ hasText: /^0$/ }).waitFor()
    const seen = await visitor.counters()
    expect(seen.flatMap(({ client, books }) => [...Object.values(client), ...Object.values(books)])).toEqual(Array(24).fill(0))
  })

  it('log out in another tab: ours sends nothing more, and a user can sign in again', async () => {
    await using visitor = await visit()
    await visitor.open('#play?latency=50')
    await visitor.press('Log out in another tab')
    await visitor.page.getByRole('button', { name: 'Sign in as user A' }).waitFor()
    await visitor.press('100 requests')
    const [ours, rival] = await settled(visitor, expect)
    expect(ours).toMatchObject({ 'requests sent': 100, 'ended with their session': 100, 'requests at the API': 0, 'token calls': 0 })
    expect(rival).toMatchObject({ 'ended with their session': 100, 'requests at the API': 100 })

    await visitor.press('Sign in as user A')
    await visitor.page.getByRole('button', { name: 'User A → user B' }).waitFor()
    await visitor.press('100 requests')
    expect((await settled(visitor, expect)).map(({ succeeded }) => succeeded)).toEqual([100, 100])
  })

  it('switch the user, and lose a response', async () => {
    await using visitor = await visit()
    await visitor.open('#play?latency=50&grace=30')
    await visitor.press('User A → user B')
    await visitor.page.getByRole('button', { name: 'User B → user A' }).waitFor()
    await visitor.press('Crash after rotation')
    await visitor.press('100 requests')
    const [ours] = await settled(visitor, expect)
    expect(ours).toMatchObject({ succeeded: 100, 'got another user’s data': 0, 'token calls': 2, 'token calls that failed': 1 })
  })

  it('set lifetime, latency and grace', async () => {
    await using visitor = await visit()
    await visitor.open()
    await setSlider(visitor, 'Latency', 'Home')
    await setSlider(visitor, 'Token lifetime', 'End')
    await visitor.page.getByText('Token lifetime: 120 s').waitFor()
    await visitor.press('Revoke the token')
    await visitor.press('100 requests')
    const [ours] = await settled(visitor, expect)
    expect(ours).toMatchObject({ succeeded: 100, failed: 0 })
    const [{ entries }] = await visitor.books()
    const [issued] = entries.flatMap((entry) => (entry.kind === 'token' ? [entry] : []))
    expect(issued!.issued!.expires - issued!.arrived).toBeGreaterThanOrEqual(120_000)
    expect(issued!.responded - issued!.arrived).toBeLessThan(300)

    // Another grace is for another server: the sides are opened anew.
    await setSlider(visitor, 'Grace for a used refresh token', 'End')
    await visitor.page.getByText('Grace for a used refresh token: 60 s').waitFor()
    await visitor.page.locator('[data-row="requests sent"] td').first().filter({ hasText: /^0$/ }).waitFor()
  })
})

async function setSlider({ page }: Visitor, label: string, key: string): Promise<void> {
  await page.getByRole('slider', { name: label }).focus()
  await page.keyboard.press(key)
}

describe('the keyboard', () => {
  it('reaches every control, and plays a story', async () => {
    await using visitor = await visit()
    await visitor.open()
    const { page } = visitor
    const wanted = await page
      .locator('.playground :is(button, select, input, summary)')
      .evaluateAll((elements) => elements.map((element) => (element.closest('label') ?? element).textContent.trim()))
    await page.locator('.stories button').first().focus()
    const reached: string[] = []
    for (let presses = 0; presses < 80 && reached.length < wanted.length; presses++) {
      const name = await page.evaluate(() => {
        let element = document.activeElement!
        if (element.closest('.playground') === null) return undefined
        while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
        if (!element.matches('button, select, input, summary')) return undefined
        return (element.closest('label') ?? element).textContent.trim()
      })
      if (name !== undefined && !reached.includes(name)) reached.push(name)
      await page.keyboard.press('Tab')
    }
    expect(reached.toSorted()).toEqual(Array.from(new Set(wanted)).toSorted())

    await page.getByRole('combobox', { name: 'Client' }).focus()
    await page.keyboard.type('fetch')
    await page.locator('.playground[data-phase=ready]').getByRole('heading', { name: '@everbearer/fetch' }).waitFor()
    await page.getByRole('button', { name: 'Token revoked amid 100 requests' }).focus()
    await page.keyboard.press('Enter')
    const [ours] = await settled(visitor, expect)
    expect(ours).toMatchObject({ succeeded: 100, failed: 0, 'token calls': 1 })
    const summary = page.getByText('The code that runs here').first()
    await summary.focus()
    await page.keyboard.press('Enter')
    await page.locator('.playground pre').getByText("from '@everbearer/fetch'").waitFor()
  })
})
