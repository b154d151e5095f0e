import { startTestbed, type Testbed } from '@everbearer/testbed'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Engine, launchOrSkip, type Tab } from '../../../../internal/browsers/index.ts'
import { type PageSite, startPageSite } from '../support/pages.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

let testbed: Testbed
let site: PageSite
beforeAll(async () => {
  testbed = await startTestbed({ cors: true })
  site = await startPageSite()
})
afterAll(async () => {
  await testbed.close()
  await site[Symbol.asyncDispose]()
})

/** What the panel shows, after its next drawing. */
interface Shown {
  readonly counts: string
  /** The names of the requests, as screen readers say them. */
  readonly names: readonly string[]
  readonly details: string
}

function readPanel(tab: Tab, act = ''): Promise<Shown> {
  return tab.evaluate(`(async () => {
    const panel = document.querySelector('everbearer-devtools').shadowRoot
    const timeLine = Array.from(panel.querySelectorAll('*')).find(({ shadowRoot }) => shadowRoot !== null).shadowRoot
    ${act}
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame)
    return {
      counts: timeLine.querySelector('.counts').textContent,
      names: Array.from(timeLine.querySelectorAll('.lanes [role=option]'), ({ lastElementChild }) => lastElementChild.textContent),
      details: timeLine.querySelector('.details').textContent,
    }
  })()`)
}

describe.each(['firefox', 'webkit'] as const)('the panel in %s', (name) => {
  let engine: Engine | undefined
  afterAll(() => engine?.[Symbol.asyncDispose]())

  test('shows a storm as the servers have counted it, and the details of a request', async ({ skip }) => {
    engine ??= await launchOrSkip(name, skip)
    const tab = await engine.openTab(site.origin)
    const client = testbed.registerClient({ accessTokenLifetime: 300 })
    const where = JSON.stringify({ tokenEndpoint: testbed.tokenEndpoint, ...client, api: testbed.api })
    await tab.evaluate(`(globalThis.auth = tools.signIn(${where}), tools.showDevtools(auth, { open: true }), undefined)`)
    const send = (count: number): Promise<unknown> => tab.evaluate(`tools.send(auth, Array(${count}).fill('${testbed.api}/echo'))`)
    expect(await send(4)).toEqual(Array(4).fill(200))
    testbed.revokeAccessTokens(client.clientId)
    expect(await send(12)).toEqual(Array(12).fill(200))

    const { tokenResponses, apiUnauthorized } = testbed.counts(client.clientId)
    const { counts, names } = await readPanel(tab)
    expect(counts).toBe(`16 requests (16 ok), ${tokenResponses} refreshes`)
    expect(names.filter((text) => text.includes('rejected'))).toHaveLength(apiUnauthorized)
    const { details } = await readPanel(tab, "timeLine.querySelector('.lanes [role=option]:last-child').click()")
    expect(details).toContain('attempt 2 with token 2: 200')
  })
})
