import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'vitest'
import { clients, rivalsOf } from '../../setup/catalogue.ts'
import { rivalHeading } from '../../setup/setup.ts'
import { stories } from '../../setup/stories.ts'
import { readDrawings } from './drawing.ts'
import { onSite } from './on-site.ts'
import { type Counters, settled } from './settled.ts'

const { visit } = onSite()

/**
 * What a visitor has to see: the counters of ours, and the counter by which the comparison falls behind. On a busy machine, all requests
 * may come after the trouble, and both sides are level.
 */
const lessons: Readonly<Record<string, { readonly ours: Counters; readonly worse: string }>> = {
  storm: { ours: { 'requests sent': 100, succeeded: 100, failed: 0, 'token calls': 1 }, worse: 'token calls' },
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

    const drawings = await readDrawings(visitor.page)
    for (const [index, seen] of [ours, rival].entries()) {
      const { failed, ended } = drawings[index]!
      expect({ failed, ended }).toEqual({
        failed: seen['failed']! + seen['got another user’s data']!,
        ended: seen['ended with their session'],
      })
    }
    expect(drawings[0].axis.length).toBeGreaterThan(2)
    expect(drawings[1].axis).toEqual(drawings[0].axis)
    expect(drawings[1].width).toBe(drawings[0].width)
    const isGreen = await visitor.page.locator('.headlines .good').count()
    expect(isGreen > 0).toBe([ours, rival].some(({ succeeded, 'requests sent': sent }) => succeeded === sent))
  })

  it('shows failures when they come, and says all in a table, too', async ({ expect }) => {
    await using visitor = await visit()
    // The token endpoint is down until long after the first twenty requests. The last five come at the end.
    await visitor.open('#play?latency=50&script=0d.0r.0s20.9000u.9500s5')
    await visitor.press('Play this script')
    const [, rival] = await settled(visitor, expect)
    const [, { places, failed }] = await readDrawings(visitor.page)
    expect(failed).toBeGreaterThan(0)
    expect(Math.max(...places)).toBeLessThan(0.9)
    const side = visitor.page.getByRole('region', { name: 'hand-written interceptor', exact: true })
    await side.getByText('As a table').click()
    await side.getByRole('row').nth(25).waitFor()
    const [, { table }] = await readDrawings(visitor.page)
    expect(table.filter((line) => line.includes('failed after'))).toHaveLength(rival['failed']!)
  })

  it('of a logout counts requests that ended as no success, and says so', async ({ expect }) => {
    await using visitor = await visit()
    await visitor.open()
    await visitor.press('A second tab logs out')
    const [ours] = await settled(visitor, expect)
    expect(ours['ended with their session']).toBeGreaterThanOrEqual(20)
    expect(await visitor.page.locator('.playground .good').count()).toBe(0)
    const conclusion = await visitor.page.locator('.conclusion').innerText()
    expect(conclusion).toContain('ended with their session and got no data')
    expect(conclusion).toContain(`Everbearer: 0 token calls, 0 failed, ${ours['ended with their session']} ended with their session;`)
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
    const names = [`@everbearer/${client}`, rivalHeading({ client, rival })]
    const shown = await Promise.all(names.map((name) => visitor.page.getByRole('region', { name }).locator('pre').textContent()))
    expect(shown).toEqual(await Promise.all(['everbearer', rival].map((name) => readFile(join(sides, `${name}.ts`), 'utf8'))))
  })
})
