import { describe, expect, it } from 'vitest'
import { findChromium } from '../runtimes/launch-chromium.ts'
import { missing } from '../runtimes/test/missing.ts'
import { pageBases, runUrlsInChromium } from './url/run-in-chromium.ts'

describe('no URL takes the token to an origin that is not allowed', () => {
  it('in a page of Chromium, without a <base> and with that of another origin', async ({ skip }) => {
    if (findChromium() === undefined) missing('Chromium', skip)
    const { tallies, leaks } = (await runUrlsInChromium(100, 1, pageBases))!
    expect(leaks).toEqual([])
    for (const { withToken } of Object.values(tallies)) expect(withToken).toBeGreaterThan(10)
  })
})

describe('the comparison of URLs', () => {
  it('notices each client in Chromium, too', async ({ skip }) => {
    if (findChromium() === undefined) missing('Chromium', skip)
    const { tallies, leaks } = (await runUrlsInChromium(50, 1, pageBases, 'any'))!
    for (const client of Object.keys(tallies)) expect(leaks.map((leak) => leak.client)).toContain(`${client} at ${pageBases[0]}`)
  })
})
