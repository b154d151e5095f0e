import { startTestbed, type Testbed } from '@everbearer/testbed'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Reader, usePages } from '../support/chromium.ts'
import { allTextIn, untilDrawn, violationsIn } from '../support/pages.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const openPage = usePages()
let testbed: Testbed
beforeAll(async () => {
  testbed = await startTestbed({ cors: true })
})
afterAll(() => testbed.close())

/** A page that is signed in, with the devtools. */
interface SignedIn {
  readonly page: Page
  readonly clientId: string
  /** Sends requests at the same time, and waits until the panel shows what came of them. */
  readonly send: (count: number, url?: string) => Promise<unknown>
}

async function signIn(options: string, reader?: Reader): Promise<SignedIn> {
  const page = await openPage(reader)
  const client = testbed.registerClient({ accessTokenLifetime: 300 })
  const where = { tokenEndpoint: testbed.tokenEndpoint, ...client, api: testbed.api }
  await page.evaluate(`globalThis.auth = tools.signIn(${JSON.stringify(where)})
    globalThis.devtools = tools.showDevtools(auth, ${options})`)
  return {
    page,
    clientId: client.clientId,
    async send(count, url = `${testbed.api}/echo?account=personal-4711`) {
      const statuses = await page.evaluate(`tools.send(auth, Array(${count}).fill(${JSON.stringify(url)}))`)
      await untilDrawn(page)
      return statuses
    },
  }
}

const toggleOf = (page: Page) => page.getByRole('button', { name: 'Everbearer', exact: true })
const panelOf = (page: Page) => page.getByRole('region', { name: 'Everbearer devtools' })
const requestsIn = (page: Page) => page.getByRole('listbox', { name: 'Requests' }).getByRole('option')

describe('the panel', () => {
  test.each([
    { colorScheme: 'light' },
    { colorScheme: 'dark' },
    { colorScheme: 'light', width: 360 },
    { colorScheme: 'dark', width: 360 },
  ] satisfies Reader[])('has no fault that axe finds: $colorScheme, $width', async (reader) => {
    const { page, send, clientId } = await signIn('{}', reader)
    expect(await violationsIn(page)).toEqual([])
    await toggleOf(page).click()
    await send(4)
    testbed.revokeAccessTokens(clientId)
    await send(4)
    await send(1, 'http://127.0.0.1:1/')
    await requestsIn(page).last().click()
    expect(await violationsIn(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
  })

  test('shows a storm as the servers have counted it, and no token, path, query or secret', async () => {
    const { page, send, clientId } = await signIn('{ open: true }')
    expect(await send(8)).toEqual(Array(8).fill(200))
    testbed.revokeAccessTokens(clientId)
    expect(await send(20)).toEqual(Array(20).fill(200))
    const { tokenResponses, apiUnauthorized } = testbed.counts(clientId)
    expect([tokenResponses, apiUnauthorized]).toEqual([2, 20])
    expect(await page.locator('.counts').innerText()).toBe('28 requests (28 ok), 2 refreshes')
    const names = await requestsIn(page).evaluateAll((options) => options.map((option) => option.lastElementChild!.textContent))
    expect(names.filter((name) => name.includes('rejected'))).toHaveLength(20)
    expect(await panelOf(page).getByText('session 1, token 2 is good for 5 min').count()).toBe(1)
    await page.getByText('As a table').click()
    await untilDrawn(page)
    const text = await allTextIn(page)
    expect(text).toContain('attempt 2 with token 2: 200')
    const sent = (await page.evaluate('auth.getToken()')) as { accessToken: string }
    for (const secret of [sent.accessToken, clientId, '/echo', 'personal-4711', 'account=']) expect(text).not.toContain(secret)
  })

  test('says what to do about requests without a token and about failures', async () => {
    const { page, send, clientId } = await signIn('{ open: true }')
    await send(1, 'http://127.0.0.1:1/')
    await requestsIn(page).last().click()
    expect(await page.locator('.details').innerText()).toContain('http://127.0.0.1:1 is not among `origins`. Add it there')
    testbed.failTokenEndpoint({ kind: 'status', status: 503 }, { clientId })
    expect(await send(1)).toEqual(['TokenUnavailableError'])
    const messages = page.getByRole('heading', { name: 'Messages' }).locator('xpath=..')
    expect(await messages.innerText()).toContain('the token endpoint was not reached, or is overloaded')
    expect(await panelOf(page).innerText()).toMatch(/no session, no token, cooldown for \d/)
  })

  test('never takes the focus, and gives it back at Escape', async () => {
    const { page, send } = await signIn('{}')
    const focused = (): Promise<unknown> => page.evaluate('document.activeElement.id || document.activeElement.localName')
    await page.locator('#own').focus()
    await page.evaluate('devtools.open()')
    await send(3)
    expect(await focused()).toBe('own')
    await page.evaluate('devtools.hide()')
    expect(await focused()).toBe('own')
    expect(await panelOf(page).count()).toBe(0)

    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await untilDrawn(page)
    expect(await panelOf(page).count()).toBe(1)
    await page.keyboard.press('Tab')
    await page.keyboard.type('nothing like this')
    await untilDrawn(page)
    expect(await requestsIn(page).count()).toBe(0)
    await page.keyboard.press('Escape')
    await untilDrawn(page)
    expect(await requestsIn(page).count()).toBe(3)
    await page.keyboard.press('Escape')
    expect(await panelOf(page).count()).toBe(0)
    expect(await page.evaluate(`document.activeElement.shadowRoot.activeElement.textContent`)).toBe('Everbearer')
  })

  test('pauses, clears, filters, hides and closes', async () => {
    const { page, send, clientId } = await signIn('{ open: true }')
    const click = async (name: string): Promise<void> => {
      await panelOf(page).getByRole('button', { name, exact: true }).click()
      await untilDrawn(page)
    }
    await send(2)
    await click('Pause')
    await send(3)
    expect(await requestsIn(page).count()).toBe(2)
    await click('Pause')
    expect(await requestsIn(page).count()).toBe(5)
    await click('Trouble only')
    expect(await requestsIn(page).count()).toBe(0)
    testbed.revokeAccessTokens(clientId)
    await send(1)
    expect(await requestsIn(page).count()).toBe(1)
    await click('Trouble only')
    await click('Clear')
    expect(await requestsIn(page).count()).toBe(0)
    expect(await panelOf(page).innerText()).toContain('session 1, token 2')
    await click('Hide')
    await send(2)
    await toggleOf(page).click()
    await untilDrawn(page)
    expect(await requestsIn(page).count()).toBe(2)
    await click('Close')
    expect(await page.locator('everbearer-devtools').count()).toBe(0)
    expect(await send(1)).toEqual([200])
  })

  test('is replaced by a second call, as a reloaded module makes it', async () => {
    const { page, send } = await signIn('{ open: true }')
    await page.evaluate('globalThis.second = tools.showDevtools(auth, { open: true })')
    expect(await page.locator('everbearer-devtools').count()).toBe(1)
    await send(1)
    expect(await requestsIn(page).count()).toBe(1)
    await page.evaluate('devtools.close()')
    expect(await page.locator('everbearer-devtools').count()).toBe(1)
  })

  test('watches several coordinators by name', async () => {
    const { page } = await signIn('{}')
    await page.evaluate(`globalThis.both = tools.showDevtools({ orders: auth, billing: auth }, { open: true })`)
    await page.evaluate(`tools.send(auth, ['${testbed.api}/echo'])`)
    await untilDrawn(page)
    const names = await requestsIn(page).evaluateAll((options) =>
      options.map((option) => option.lastElementChild!.textContent.split(':')[0]),
    )
    expect(new Set(names)).toEqual(new Set(['billing', 'orders']))
  })

  test.each([
    ['nothing', 'undefined, {}', 'expected a coordinator, a pool, or an object of them by name'],
    ['an object of something else', '{ orders: {} }, {}', '`orders` is neither'],
    ['an unknown option', 'auth, { position: "left" }', 'position'],
    ['an option of another type', 'auth, { open: 1 }', 'open: expected true or false'],
  ])('rejects %s', async (_, given, message) => {
    const { page } = await signIn('{}')
    const thrown = await page.evaluate(`(() => { try { tools.showDevtools(${given}) } catch (error) { return String(error) } })()`)
    expect(thrown).toMatch(/^TypeError/)
    expect(thrown).toContain(message)
  })
})
