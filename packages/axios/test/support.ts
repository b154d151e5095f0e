import { type Bench, type BenchOptions, startBench } from '@everbearer/testing/bench'
import { type AxiosInstance, create, type CreateAxiosDefaults } from 'axios'
import { withBearer } from '../src/index.ts'

export interface AxiosBenchOptions extends BenchOptions {
  /** Defaults of the instance, beside its `baseURL`. */
  readonly axios?: CreateAxiosDefaults
}

export interface AxiosBench extends Bench {
  /** Its base URL is that of the API. */
  readonly api: AxiosInstance
}

/** A bench with a wrapped axios instance. */
export async function startAxiosBench({ axios, ...options }: AxiosBenchOptions = {}): Promise<AxiosBench> {
  const bench = await startBench(options)
  return { ...bench, api: withBearer(create({ baseURL: bench.testbed.api, ...axios }), bench.auth) }
}

/** All that a streamed answer holds. */
export async function bytesOf(stream: unknown): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream as AsyncIterable<Uint8Array>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
