import { type Bench, type BenchOptions, startBench } from '@everbearer/testing/bench'
import { type BearerFetch, withBearer } from '../src/index.ts'

export interface FetchBench extends Bench {
  readonly api: BearerFetch<typeof globalThis.fetch>
}

/** A bench with a wrapped fetch: the platform's, unless another is given. */
export async function startFetchBench({
  fetch = globalThis.fetch,
  ...options
}: BenchOptions & { readonly fetch?: typeof globalThis.fetch } = {}): Promise<FetchBench> {
  const bench = await startBench(options)
  return { ...bench, api: withBearer(fetch, bench.auth) }
}
