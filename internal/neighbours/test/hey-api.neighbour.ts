import { join } from 'node:path'
import { withBearer as withAxios } from '@everbearer/axios'
import { withBearer } from '@everbearer/fetch'
import { describeNeighbour } from '@everbearer/testing/neighbour'
import axios, { isAxiosError } from 'axios'
import { description, generateClient, programOf } from '../generate-client.ts'

interface Generated<Config> {
  readonly client: { readonly setConfig: (config: Config) => void }
  readonly putOrder: (options: { path: { id: string }; body: { amount: number } }) => Promise<{ data: unknown }>
}

async function generated<Config>(plugin: string): Promise<Generated<Config>> {
  const { folder, remove } = await generateClient((output) => [
    process.execPath,
    programOf('@hey-api/openapi-ts', 'openapi-ts'),
    '--input',
    description,
    '--output',
    join(output, 'client'),
    '--plugins',
    plugin,
    '@hey-api/sdk',
    '@hey-api/typescript',
  ])
  const parts = await Promise.all(['client', 'sdk'].map((name) => import(join(folder, 'client', `${name}.gen.ts`)) as Promise<object>))
  await remove()
  return Object.assign({}, ...parts) as Generated<Config>
}

const byFetch = await generated<{ baseUrl: string; fetch: typeof fetch; throwOnError: true }>('@hey-api/client-fetch')
const byAxios = await generated<{ baseURL: string; axios: typeof axios; throwOnError: true }>('@hey-api/client-axios')

describeNeighbour('hey-api, by fetch', {
  start(bench) {
    byFetch.client.setConfig({ baseUrl: bench.testbed.api, fetch: withBearer(fetch, bench.auth), throwOnError: true })
    return async (index) => (await byFetch.putOrder({ path: { id: String(index) }, body: { amount: index } })).data
  },
  // It throws the body of the response.
  isOwnError: (error) => (error as { readonly error?: string }).error === 'temporarily_unavailable',
})

describeNeighbour('hey-api, by axios', {
  start(bench) {
    const client = withAxios(axios.create() as typeof axios, bench.auth)
    byAxios.client.setConfig({ baseURL: bench.testbed.api, axios: client, throwOnError: true })
    return async (index) => (await byAxios.putOrder({ path: { id: String(index) }, body: { amount: index } })).data
  },
  isOwnError: (error, status) => isAxiosError(error) && error.response?.status === status,
})
