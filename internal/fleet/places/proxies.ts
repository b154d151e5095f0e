import { startProxy } from './proxy.ts'

/** A proxy for each place of a fleet. */
export interface Proxies extends AsyncDisposable {
  readonly ports: readonly number[]
  readonly cut: (places: readonly number[]) => void
  readonly mend: (places: readonly number[]) => void
}

/** @param target - the port of the server */
export async function startProxies(places: number, target: () => number): Promise<Proxies> {
  const proxies = await Promise.all(Array.from({ length: places }, () => startProxy(target)))
  return {
    ports: proxies.map(({ port }) => port),
    cut: (chosen) => chosen.forEach((place) => proxies[place]!.cut()),
    mend: (chosen) => chosen.forEach((place) => proxies[place]!.mend()),
    async [Symbol.asyncDispose]() {
      await Promise.all(proxies.map((proxy) => proxy[Symbol.asyncDispose]()))
    },
  }
}
