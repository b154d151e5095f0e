import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { onSite } from './on-site.ts'
import { settled } from './settled.ts'

const { visit, site } = onSite()

const short = '#play?latency=50&script=0r.0s20'

describe('the first visit', () => {
  it('loads at most 150 kB compressed, from this site alone', async () => {
    await using visitor = await visit()
    await visitor.open()
    const paths = new Set(visitor.requests.map((url) => new URL(url).pathname))
    expect(visitor.requests.every((url) => url.startsWith(new URL(site.base, visitor.page.url()).href))).toBe(true)
    const sizes = await Promise.all(Array.from(paths, async (path) => [path, await compressedSize(path)] as const))
    const total = sizes.reduce((sum, [, size]) => sum + size, 0)
    expect(total, JSON.stringify(sizes)).toBeLessThanOrEqual(150_000)
    expect(total).toBeGreaterThan(50_000)
  })

  it('needs no network after the first story', async () => {
    await using visitor = await visit()
    await visitor.open(short)
    await visitor.press('Play this script')
    await settled(visitor, expect)
    await visitor.page.context().setOffline(true)
    await visitor.press('Play this script')
    expect((await settled(visitor, expect))[0]).toMatchObject({ succeeded: 20, failed: 0 })
  })

  it('leaves the pages of the site to the network', async () => {
    await using visitor = await visit()
    await visitor.open()
    const response = await visitor.page.goto(new URL('documentation', visitor.page.url()).href)
    expect(response!.fromServiceWorker()).toBe(false)
    expect(response!.status()).toBe(200)
  })
})

async function compressedSize(path: string): Promise<number> {
  const file = path.slice(site.base.length)
  return gzipSync(await readFile(join(site.folder, file === '' ? 'index.html' : file))).length
}

describe('the service worker', () => {
  it('goes on where it was, after the browser has stopped it', async () => {
    await using visitor = await visit()
    await visitor.open(short)
    await visitor.press('Play this script')
    await settled(visitor, expect)
    const session = await visitor.page.context().newCDPSession(visitor.page)
    await session.send('ServiceWorker.enable')
    await session.send('ServiceWorker.stopAllWorkers')
    await visitor.press('Revoke the token')
    await visitor.press('100 requests')
    expect((await settled(visitor, expect))[0]).toMatchObject({ 'requests sent': 120, succeeded: 120, failed: 0, 'token calls': 2 })
  })

  it('takes control of a page that was loaded past it', async () => {
    await using visitor = await visit()
    await visitor.open()
    const session = await visitor.page.context().newCDPSession(visitor.page)
    await session.send('Page.reload', { ignoreCache: true })
    await visitor.page.locator('.playground[data-phase=ready]').waitFor()
    await visitor.press('100 requests')
    expect((await settled(visitor, expect))[0]).toMatchObject({ succeeded: 100, failed: 0 })
  })

  it('may be replaced by another, and both sides begin anew', async () => {
    await using visitor = await visit()
    await visitor.open(short)
    await visitor.press('Play this script')
    await visitor.quiet()
    await visitor.page.evaluate((base) => navigator.serviceWorker.register(`${base}playground-worker.js?other`, { scope: base }), site.base)
    await visitor.page.getByRole('alert').filter({ hasText: 'begin anew' }).waitFor()
    await visitor.press('100 requests')
    expect((await settled(visitor, expect))[0]).toMatchObject({ 'requests sent': 100, succeeded: 100, 'token calls': 0 })
  })

  it.each([
    ['is missing', "Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined })"],
    ['cannot be registered', "ServiceWorkerContainer.prototype.register = () => Promise.reject(new Error('not here'))"],
  ])('that %s leaves a clear line, and no controls', async (_, script) => {
    await using visitor = await visit()
    await visitor.page.addInitScript(script)
    await visitor.page.goto(visitor.url)
    await visitor.page.getByRole('alert').filter({ hasText: 'needs a service worker' }).waitFor()
    expect(await visitor.page.locator('.playground button').count()).toBe(0)
    expect(visitor.errors).toEqual([])
  })
})

describe('a link', () => {
  it('restores the setup, with what the visitor did', async () => {
    await using visitor = await visit()
    await visitor.open('#play?client=ky&rival=recipe&lifetime=33&latency=50&grace=7')
    await visitor.press('Revoke the token')
    await visitor.press('100 requests')
    await visitor.quiet()
    await visitor.press('Copy a link to this setup')
    const link = await visitor.page.getByRole('textbox', { name: 'Link' }).inputValue()
    expect(link).toBe(visitor.page.url())
    expect(link).toMatch(/script=0r\.\d+s100$/)

    await using other = await visit()
    await other.open(new URL(link).hash)
    await other.page.getByRole('heading', { name: '@everbearer/ky' }).waitFor()
    await other.page.getByText('Token lifetime: 33 s').waitFor()
    await other.page.getByText('Grace for a used refresh token: 7 s').waitFor()
    await other.press('Play this script')
    expect((await settled(other, expect))[0]).toMatchObject({ 'requests sent': 100, succeeded: 100, 'token calls': 1 })
  })

  it('that is malformed says so, and the defaults stand in', async () => {
    await using visitor = await visit()
    await visitor.open('#play?client=got&latency=fast')
    const notices = await visitor.page.getByRole('alert').allInnerTexts()
    expect(notices.map((text) => text.trim())).toEqual([
      'The link has an unknown client. Allowed: axios, ky, ofetch, fetch. Used: axios.',
      'The link has a wrong latency. Allowed: 0 to 2000. Used: 300.',
    ])
    expect(await visitor.page.getByRole('combobox', { name: 'Client' }).inputValue()).toBe('axios')
  })
})

describe('accessibility', () => {
  it('holds in light and dark colours, before and after a story, from a phone to a desk', async () => {
    await using visitor = await visit()
    const { page } = visitor
    await visitor.open(short)
    await visitor.each(async (look) => expect(await visitor.axe(), look).toEqual([]))
    await visitor.press('Play this script')
    await settled(visitor, expect)
    await visitor.press('Copy a link to this setup')
    await page.getByText('The code that runs here').first().click()
    await visitor.each(async (look, width) => {
      expect(await visitor.axe(), look).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth), look).toBeLessThanOrEqual(width)
    })
  })

  it('is checked: axe finds a label that is missing and text that is pale', async () => {
    await using visitor = await visit()
    await visitor.open()
    await visitor.page.evaluate(() => {
      const pale = '<p style="color: #bbb; background: #fff">pale</p><input>'
      document.querySelector('.playground')!.insertAdjacentHTML('beforeend', pale)
    })
    expect(await visitor.axe()).toEqual([expect.stringContaining('color-contrast'), expect.stringContaining('label')])
  })
})

describe('before the first story', () => {
  it('says that there is nothing to show yet, in words and by no number', async () => {
    await using visitor = await visit()
    await visitor.open()
    expect(await visitor.page.getByRole('status').filter({ hasText: 'No result yet.' }).count()).toBe(1)
    expect(await visitor.page.getByText('No requests yet. Play a story').count()).toBe(2)
    expect(await visitor.page.locator('.headlines dd').allInnerTexts()).toEqual(Array(8).fill('–'))
    await visitor.press('100 requests')
    await settled(visitor, expect)
    expect(await visitor.page.getByText('No requests yet. Play a story').first().isVisible()).toBe(false)
    expect(await visitor.page.locator('.headlines dd').allInnerTexts()).not.toContain('–')
  })
})

describe('with reduced motion', () => {
  it('nothing is animated during a storm, and the result is told', async () => {
    await using visitor = await visit({ reducedMotion: 'reduce' })
    await visitor.open(short)
    await visitor.press('Play this script')
    await visitor.page.locator('.playground[data-busy=true]').waitFor()
    const animated = await visitor.page.evaluate(() =>
      document.getAnimations().map(({ effect }) => (effect as KeyframeEffect | null)?.target?.className),
    )
    expect(animated).toEqual([])
    await settled(visitor, expect)
    expect(await visitor.page.locator('.conclusion[role=status]').innerText()).toContain('Everbearer: 1 token call, 0 failed; ')
  })
})
