import type { Contender } from './contender.ts'

/** Loads a client's libraries only in the process that measures them. */
const loaders: Readonly<Record<string, () => Promise<readonly Contender[]>>> = {
  fetch: async () => (await import('./fetch.ts')).fetchContenders,
  axios: async () => (await import('./axios.ts')).axiosContenders,
  ky: async () => (await import('./ky.ts')).kyContenders,
  ofetch: async () => (await import('./ofetch.ts')).ofetchContenders,
  alova: async () => (await import('./alova.ts')).alovaContenders,
  gaxios: async () => (await import('./google.ts')).googleContenders,
  azure: async () => (await import('./azure.ts')).azureContenders,
}

export const clients: readonly string[] = Object.keys(loaders)

/** The contenders of one client. The first is the base of comparison. */
export async function contendersOf(client: string): Promise<readonly Contender[]> {
  return (await loaders[client]?.()) ?? []
}
