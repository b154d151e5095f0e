import { mkdtemp } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { inspect } from 'node:util'
import type { Coordinator } from '@everbearer/core'
import { expect, vi } from 'vitest'
import { type Block } from './blocks.ts'
import type { BlockPlan } from './guide-page.ts'
import { importBlock, type ModuleFolder } from './import-block.ts'
import type { Network } from './network/start-network.ts'
import { openWorld } from './open-world.ts'

/** Runs a block in a world of its own, and checks what the page says. */
export async function runPlan(block: Block, given: BlockPlan | BlockPlan['check'], network: Network, modules: ModuleFolder): Promise<void> {
  const { issuer, rejections = [], check }: BlockPlan = typeof given === 'function' ? { check: given } : given
  const printed: string[] = []
  for (const level of ['debug', 'log', 'info', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((...values: unknown[]) => void printed.push(values.map(textOf).join(' ')))
  }
  await using world = await openWorld(network, { issuer })
  const folder = await mkdtemp(join(modules.path, 'files-'))
  const results: object[] = []
  try {
    await check({
      world,
      printed,
      folder,
      async run<Values extends object>(globals: object = {}) {
        for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value)
        const values = await importBlock(block.code, modules, `${basename(folder)}-${results.length}`)
        results.push(values)
        return values as Values
      },
    })
  } finally {
    await Promise.all(results.flatMap(Object.values).map(dispose))
    vi.unstubAllGlobals()
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
  }
  expect(results.length, 'runs of the block').toBeGreaterThan(0)
  const statuses = new Set(world.testbed.requests.map(({ status }) => status))
  statuses.delete(200)
  expect(statuses).toEqual(new Set(rejections))
  const withoutToken = world.testbed.requests.filter(
    ({ status, url, clientId }) => status === 200 && clientId === undefined && !url.startsWith('/open/'),
  )
  expect(withoutToken).toEqual([])
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value)
}

/** Ends a coordinator or a pool. */
async function dispose(value: unknown): Promise<void> {
  if (typeof value === 'object' && value !== null && 'dispose' in value) await (value as Coordinator)[Symbol.asyncDispose]()
}
