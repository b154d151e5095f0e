import { type Bench, type BenchOptions, startBench } from '@everbearer/testing/bench'
import ky, { type KyInstance } from 'ky'
import { withBearer } from '../src/index.ts'

export interface KyBench extends Bench {
  readonly api: KyInstance
  /** The same ky without us. */
  readonly bare: KyInstance
}

/** A bench with a wrapped ky. */
export async function startKyBench(options?: BenchOptions): Promise<KyBench> {
  const bench = await startBench(options)
  return { ...bench, api: withBearer(ky, bench.auth), bare: ky }
}
