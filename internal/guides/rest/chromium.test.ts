import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Engine, launchOrSkip, type Tab } from '../../browsers/index.ts'
import { type Block, readBlocks } from '../blocks.ts'
import { bundleBlock } from '../chromium/bundle-block.ts'
import type { PageCheck } from '../chromium/chromium-page.ts'
import { addPageSite } from '../chromium/page-site.ts'
import { pagesInChromium } from '../chromium/pages.ts'
import { createModuleFolder, type ModuleFolder } from '../import-block.ts'
import { type Network, startNetwork } from '../network/start-network.ts'
import { openWorld } from '../open-world.ts'

let network: Network
let modules: ModuleFolder
let chromium: Engine | undefined
beforeAll(async () => {
  network = await startNetwork()
  modules = await createModuleFolder()
})
afterAll(async () => {
  await chromium?.[Symbol.asyncDispose]()
  await modules[Symbol.asyncDispose]()
  await network[Symbol.asyncDispose]()
})

/** The names below example.com lead to the network of the test, whose certificate is the one that Chromium accepts. */
function switches(): string[] {
  return [
    `--host-resolver-rules=MAP *.example.com:443 127.0.0.1:${network.port}`,
    `--ignore-certificate-errors-spki-list=${network.fingerprint}`,
  ]
}

async function runInChromium(block: Block, check: PageCheck, engine: Engine): Promise<void> {
  await using world = await openWorld(network, { cors: true })
  const site = addPageSite(world, await bundleBlock(block.code, modules))
  const tabs: Tab[] = []
  await check({
    world,
    site,
    async open(path = '/') {
      const tab = await engine.openTab(`https://app.example.com${path}`)
      tabs.push(tab)
      // Modules run before the event `load`, unless they failed.
      expect(await tab.evaluate('typeof block'), 'the block runs to its end').toBe('object')
      return tab
    },
  })
  for (const tab of tabs) {
    expect(await tab.evaluate('unhandled')).toEqual([])
    // The next block finds no session of this one.
    if (tab === tabs.at(-1)) await tab.evaluate(`fetch('/end')`)
    await tab.close()
  }
}

describe.each(pagesInChromium)('the code of $path, in Chromium', async ({ path, blocks: checks }) => {
  const blocks = await readBlocks(path)
  it.for(Object.entries(checks))('does what the page says: %s', async ([name, check], { skip }) => {
    const block = blocks.find((each) => each.name === name)
    expect(block, `the block among: ${blocks.map((each) => each.name).join(', ')}`).toBeDefined()
    chromium ??= await launchOrSkip('chromium', skip, { switches: switches() })
    await runInChromium(block!, check, chromium)
  })
})
