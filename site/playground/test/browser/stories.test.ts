import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'vitest'
import { clients, rivals, rivalsOf } from '../../setup/catalogue.ts'
import { stories } from '../../setup/stories.ts'
import { onSite } from './on-site.ts'
import { type Counters, settled } from './settled.ts'

const { visit } = onSite()

/**
 * What a visitor has to see: the counters of ours, and the counter by which the comparison falls behind. On a busy machine, all requests
 * may come after the trouble, and both sides are level.
 */
const lessons: Readonly<Record<string, { readonly ours: Counters; readonly worse: string }>> = {
  storm: { ours: { 'requests sent': 100, succeeded: 100, failed: 0, 'token calls': 1 }, worse: 'rejected with 401' },
  expiry: { ours: { 'requests sent': 100, succeeded: 100, failed: 0, 'token calls that failed': 0 }, worse: 'rejected with 401' },
  down: { ours: { 'requests sent': 70, succeeded: 70, failed: 0 }, worse: 'failed' },
  switch: { ours: { 'requests sent': 80, failed: 0, 'got another user’s data': 0 }, worse: 'got another user’s data' },
  'log-out': { ours: { 'requests sent': 80, failed: 0, 'token calls': 0 }, worse: 'requests at the API' },
  crash: { ours: { 'requests sent': 50, succeeded: 0, 'token calls': 2, 'refresh tokens used twice': 1 }, worse: 'token calls' },
}

describe.concurrent('a story', () => {
  it.for(stories)('is clear: $label', async ({ name, label }, { expect }) => {
    await using visitor = await visit()
    await visitor.open()
    await visitor.press(label)
    const [ours, rival] = await settled(visitor, expect)
    const { ours: expected, worse } = lessons[name]!
    expect(ours).toMatchObject(expected)
    expect(rival[worse]).toBeGreaterThanOrEqual(ours[worse]!)
  })

  it('of a lost response ends well if the server grants a grace period', async ({ expect }) => {
    await using visitor = await visit()
    await visitor.open('#play?grace=10')
    await visitor.press('Response lost after rotation')
    const [ours] = await settled(visitor, expect)
    expect(ours).toMatchObject({ succeeded: 50, failed: 0, 'refresh tokens used twice': 0 })
    expect(await visitor.page.locator('.messages').first().innerText()).toContain('outcome unknown')
  })
})

const pairs = clients.flatMap((client) => rivalsOf(client).map((rival) => ({ client, rival })))

describe.concurrent('a client', () => {
  it.for(pairs)('$client runs beside $rival, and shows the code that runs', async ({ client, rival }, { expect }) => {
    await using visitor = await visit()
    await visitor.open('#play?latency=50&script=0r.0s20')
    await visitor.page.getByRole('combobox', { name: 'Client' }).selectOption(client)
    await visitor.page.getByRole('combobox', { name: 'Compare with' }).selectOption(rival)
    await visitor.press('Play this script')
    const [ours, other] = await settled(visitor, expect)
    expect(ours).toMatchObject({ 'requests sent': 20, succeeded: 20, failed: 0, 'token calls': 1 })
    expect(other['succeeded']! > 0).toBe(rival !== 'nothing')

    const sides = join(import.meta.dirname, '../../sides', client)
    const names = [`@everbearer/${client}`, rivals[client][rival]!.label]
    const shown = await Promise.all(names.map((name) => visitor.page.getByRole('region', { name }).locator('pre').textContent()))
    expect(shown).toEqual(await Promise.all(['everbearer', rival].map((name) => readFile(join(sides, `${name}.ts`), 'utf8'))))
  })
})
