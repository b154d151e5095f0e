/** A client whose new versions are tried. */
export interface ComingClient {
  /** Its package in the registry. */
  readonly name: string
  /** The package of ours whose tests run, and their project. */
  readonly adapter: 'axios' | 'ky' | 'ofetch' | 'fetch'
}

/** Clients of adapters. undici is the fetch of Node, and comes as a package, too. */
export const comingClients: readonly ComingClient[] = [
  { name: 'axios', adapter: 'axios' },
  { name: 'ky', adapter: 'ky' },
  { name: 'ofetch', adapter: 'ofetch' },
  { name: 'undici', adapter: 'fetch' },
]
