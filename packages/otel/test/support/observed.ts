import { onTestFinished, vi } from 'vitest'
import { createWorld, type World } from '../../../core/test/world.ts'
import { observe, type Observation, type ObserveOptions } from '../../src/index.ts'
import { type Sdk, startSdk } from './sdk.ts'

/** A coordinator on a fake clock, and the SDK that gets its numbers. */
export interface Observed extends World {
  readonly sdk: Sdk
  readonly stop: Observation
}

export async function createObserved(options: Parameters<typeof createWorld>[0] = {}, more: ObserveOptions = {}): Promise<Observed> {
  const sdk = await openSdk()
  const world = createWorld(options)
  vi.spyOn(Date, 'now').mockImplementation(() => world.clock.wall())
  onTestFinished(() => void vi.restoreAllMocks())
  const stop = observe(world.auth, { ...providersOf(sdk), ...more })
  // The getters of the world stay getters.
  return Object.assign(Object.create(world) as World, { sdk, stop })
}

/** An SDK that ends with the test. */
export async function openSdk(): Promise<Sdk> {
  const sdk = await startSdk()
  onTestFinished(() => sdk[Symbol.asyncDispose]())
  return sdk
}

export function providersOf({ meterProvider, tracerProvider }: Sdk): Pick<ObserveOptions, 'meterProvider' | 'tracerProvider'> {
  return { meterProvider, tracerProvider }
}
