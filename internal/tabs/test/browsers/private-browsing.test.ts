import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Engine, engineNames, type Tab } from '../../../browsers/index.ts'
import { launchOrSkip } from '../../../browsers/launch-or-skip.ts'
import { bundlePage } from '../../bundle.ts'
import type { PeerCommand } from '../../page/peer.ts'
import { startPeerServer } from '../../server/peer-server.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const perform = (tab: Tab, command: PeerCommand): Promise<unknown> => tab.evaluate(`perform(${JSON.stringify(command)})`)

describe.each(engineNames)('private windows of %s', (name) => {
  let engine: Engine | undefined
  let script: string

  beforeAll(async () => {
    script = await bundlePage('peer')
  })
  afterAll(() => engine?.[Symbol.asyncDispose]())

  it.for(['memory', 'sealed'])('share a token and its end, with tokens in %s', async (tokens, { skip }) => {
    engine ??= await launchOrSkip(name, skip, { isPrivate: true })
    await using server = await startPeerServer(script, 300)
    const open = (): Promise<Tab> => engine!.openTab(`${server.origin}/page?tokens=${tokens}`)
    const first = await open()
    const second = await open()
    if (name === 'firefox') await expectFirefoxIsPrivate(first)
    expect(await perform(first, 'send')).toBe('token-1')
    expect(await perform(second, 'send')).toBe('token-1')
    expect(server.calls()).toBe(1)
    await perform(second, 'log-out')
    await expect.poll(() => perform(first, 'status'), { timeout: 10_000 }).toBe('ended')
    for (const page of [first, second]) {
      expect(await perform(page, 'limits')).toEqual([])
      expect(await perform(page, 'failures')).toEqual([])
      await page.close()
    }
  })
})

/** The browser is told by a preference. Only private windows have no file system of their origin. */
async function expectFirefoxIsPrivate(tab: Tab): Promise<void> {
  expect(await tab.evaluate('navigator.storage.getDirectory().then(() => "given", ({ name }) => name)')).toBe('SecurityError')
}
