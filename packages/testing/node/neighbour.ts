import { EverbearerError } from '@everbearer/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Bench, type BenchOptions, outcomeOf, startBench, times } from './bench.ts'

/** A library on top of a wrapped client, with the functions that `describeNeighbour()` needs. */
export interface Neighbour {
  /**
   * Makes the library's client. Returns a function that sends one request to the API, and resolves to the library's result.
   *
   * @param onEnd - registers a function that is called at the end of the test, for instance to stop a server
   */
  readonly start: (bench: Bench, onEnd: (end: () => unknown) => void) => Call | Promise<Call>
  /** Returns whether the error is the library's own error for a response with this status. */
  readonly isOwnError: (error: unknown, status: number) => boolean
  /** Returns whether the library has made this error from an `EverbearerError`. @default the error is an `EverbearerError` itself */
  readonly isOurError?: (error: unknown) => boolean
  /** Options of the coordinator. @default the defaults of `startBench()` */
  readonly coordinator?: BenchOptions['coordinator']
  /** A response status for which the library throws its own error, and which the library does not retry. @default 404 */
  readonly status?: number
  /** Maximum number of calls that the library joins into one request. @default 1 */
  readonly batch?: number
}

/** One call of the library. @param index - a number that makes each call different, as a library may send equal calls only once */
export type Call = (index: number) => Promise<unknown>

const storm = 50

/** Declares the tests of a library: the token, one replay, one refresh for many calls at the same time, and the library's own errors. */
export function describeNeighbour(name: string, neighbour: Neighbour): void {
  const { isOwnError, isOurError = (error) => error instanceof EverbearerError, status = 404, batch = 1 } = neighbour

  async function started(): Promise<{ readonly bench: Bench; readonly call: Call }> {
    const bench = await startBench({ ...(neighbour.coordinator && { coordinator: neighbour.coordinator }) })
    onTestFinished(() => bench[Symbol.asyncDispose]())
    return { bench, call: await neighbour.start(bench, (end) => onTestFinished(async () => void (await end()))) }
  }

  describe(name, () => {
    it('sends the token', async () => {
      const { bench, call } = await started()
      expect(await call(1)).toMatchObject({ method: expect.any(String) })
      expect(bench.testbed.requests.map(({ status: got, tokenNumber }) => [got, tokenNumber])).toEqual([[200, 1]])
      expect(bench.counts()).toMatchObject({ tokenRequests: 1 })
    })

    it('gets a response after a 401 in the middle, by one refresh and one replay of the same body', async () => {
      const { bench, call } = await started()
      await call(1)
      bench.testbed.revokeAccessTokens()
      expect(await call(2)).toMatchObject({ method: expect.any(String) })
      const requests = bench.testbed.requests.slice(1)
      expect(requests.map(({ status: got, tokenNumber }) => [got, tokenNumber])).toEqual([
        [401, 1],
        [200, 2],
      ])
      expect(new Set(requests.map(({ url, bodySha256 }) => `${url} ${bodySha256}`)).size).toBe(1)
      expect(bench.counts()).toMatchObject({ tokenRequests: 2 })
    })

    it(`costs one token request for a storm of ${storm} after a 401, and none fails`, async () => {
      const { bench, call } = await started()
      await call(0)
      bench.testbed.revokeAccessTokens()
      const results = await Promise.all(times(storm, 0).map((_, index) => call(index + 1)))
      expect(results).toHaveLength(storm)
      for (const result of results) expect(result).toMatchObject({ method: expect.any(String) })
      const { tokenRequests, apiOk } = bench.counts()
      expect(tokenRequests).toBe(2)
      expect(apiOk - 1).toBeGreaterThanOrEqual(storm / batch)
    })

    it('keeps its own errors', async () => {
      const { bench, call } = await started()
      await call(1)
      bench.testbed.failApi({ kind: 'status', status })
      const error = await outcomeOf(call(2))
      expect(isOwnError(error, status), String(error)).toBe(true)
      expect(bench.counts()).toMatchObject({ tokenRequests: 1 })
    })

    it('passes on an error of ours where no token can be got', async () => {
      const { bench, call } = await started()
      bench.testbed.failTokenEndpoint({ kind: 'status', status: 400 })
      const error = await outcomeOf(call(1))
      expect(isOurError(error), String(error)).toBe(true)
      expect(bench.counts()).toMatchObject({ apiRequests: 0 })
    })
  })
}
