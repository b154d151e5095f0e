import { describe, expect, it } from 'vitest'
import type { BlockPlan } from './guide-page.ts'
import { provideNetwork } from './provide-network.ts'
import { runPlan } from './run-plan.ts'

const provided = provideNetwork()

const runPage = (code: string, plan: BlockPlan | BlockPlan['check']): Promise<void> => {
  const { network, modules } = provided()
  return runPlan({ name: 'block', code }, plan, network, modules)
}
const orders = `await fetch('https://api.example.com/orders')`

describe('a block', () => {
  it('is a module, whose values and lines a check sees, with globals for what it only declares', async () => {
    const code =
      'declare const given: number\nconst doubled: number = given * 2\nexport const text = String(doubled)\nconsole.log({ text })'
    await runPage(code, async ({ run, printed }) => {
      expect(await run({ given: 21 })).toMatchObject({ doubled: 42, text: '42' })
      expect(printed).toEqual(["{ text: '42' }"])
    })
    expect(globalThis).not.toHaveProperty('given')
  })

  it.each([
    ['that no check runs', 'export const a = 1', async () => {}],
    ['that throws', 'throw new Error("wrong")', async ({ run }) => void (await run())],
    ['whose request the API rejects', orders, async ({ run }) => void (await run())],
    [
      'whose page speaks of a rejection that does not come',
      'export {}',
      { rejections: [403], check: async ({ run }) => void (await run()) },
    ],
  ] satisfies [string, string, BlockPlan | BlockPlan['check']][])('fails: one %s', async (_, code, plan) => {
    await expect(runPage(code, plan)).rejects.toThrow(Error)
  })

  it('may be rejected as its page says', async () => {
    const plan: BlockPlan = { rejections: [401], check: async ({ run }) => void (await run()) }
    await expect(runPage(orders, plan)).resolves.toBeUndefined()
  })
})
