import { describe, expect, it } from 'vitest'
import { runNode } from '../repository/run.ts'
import { adapterNames, ownEntrants, peerEntrants } from './lanes.ts'
import { runSoak, type SoakResult } from './run.ts'

const own = ownEntrants(adapterNames)
// The duration only sets the number of requests: 40. No assertion depends on when they are sent.
const load = { duration: 2_000, rate: 20, workers: 20, grace: 60_000 }

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

function expectAllCounted({ requests, served, errors, tokenRequests, tokenArrivals }: SoakResult): void {
  expect(requests).toBe(40)
  expect(served + total(errors)).toBe(40)
  expect(tokenRequests).toHaveLength(tokenArrivals)
}

describe('a short soak', () => {
  it('serves every request of each adapter, whichever failure the first token request meets', async () => {
    // Twelve clients draw each of the six beginnings. Their tokens outlive the run.
    const results = await runSoak({ entrants: [...own, ...own, ...own], load, seed: 4, lifetime: 300, refreshTokens: false })
    expect(new Set(results.map(({ planned }) => planned.slice(0, 2).join()))).toHaveProperty('size', 6)
    for (const result of results) {
      expectAllCounted(result)
      expect(result).toMatchObject({ served: 40, errors: {} })
      expect(result.tokenRequests).toEqual(result.planned.slice(0, result.planned.indexOf('token') + 1))
    }
  })

  it.each([
    ['without', false],
    ['with', true],
  ])('lets every other token request fail, in the order drawn, %s refresh tokens', async (_name, refreshTokens) => {
    const [peer] = await peerEntrants(['fetch'])
    const results = await runSoak({ entrants: [...own, peer!], load, seed: 2, lifetime: 0.5, refreshTokens })
    expect(results.map(({ name, isOurs }) => [name, isOurs])).toEqual([
      ...own.map(({ name }) => [name, true]),
      ['@badgateway/oauth2-client', false],
    ])
    for (const result of results) {
      expectAllCounted(result)
      expect(result.tokenRequests).toEqual(result.tokenRequests.map((_outcome, index) => result.planned[index % 6]))
      expect(result.tokenRequests.length).toBeGreaterThan(1)
    }
  })

  it('counts a request that never ends as one without a response, and its worker’s next ones as not sent', async () => {
    const stuck = {
      name: 'stuck',
      isOurs: true,
      open: async () => ({ send: () => new Promise<void>(() => {}), tokens: { fetch, outcomes: () => [] }, close() {} }),
    }
    const [result] = await runSoak({
      entrants: [stuck],
      load: { duration: 30, rate: 100, workers: 1, grace: 0 },
      seed: 1,
      lifetime: 4,
      refreshTokens: false,
    })
    expect(result).toMatchObject({ requests: 3, served: 0, errors: { 'no response': 1, 'not sent': 2 }, p99: undefined })
  })

  it('compares with the libraries of the benchmark, all of them only with all adapters', async () => {
    const names = async (clients: readonly string[]): Promise<string[]> => (await peerEntrants(clients)).map(({ name }) => name)
    expect(await names(['axios'])).toEqual(['axios-auth-refresh', 'axios-auth-refresh, deduplicateRefresh: false'])
    expect(await names(adapterNames)).toEqual(
      expect.arrayContaining(['axios-auth-refresh', '@badgateway/oauth2-client', 'google-auth-library']),
    )
  })

  it('ends as a process with 0 only if at least 95 % were served', async () => {
    const { code, stdout } = await runNode('internal/soak/main.ts', ['--minutes', '0.02', '--client', 'fetch'])
    const [, requests, served] = /^@everbearer\/fetch +(\d+) +([\d.]+) %/m.exec(stdout) ?? []
    expect(requests).toBe('24')
    expect(code).toBe(Number(served) >= 95 ? 0 : 1)
  })

  it.each([
    ['--client', 'gopher'],
    ['--minutes', '0'],
  ])('refuses as a process in one line: %s %s', async (...args) => {
    const { code, stdout, output } = await runNode('internal/soak/main.ts', args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(output).toMatch(/^soak: .+\n$/)
  })
})
