import { join } from 'node:path'
import { bearerInterceptor } from '@everbearer/axios'
import { type Fetch, withBearer } from '@everbearer/fetch'
import { describeNeighbour } from '@everbearer/testing/neighbour'
import axios, { isAxiosError } from 'axios'
import { description, generateClient, programOf } from '../generate-client.ts'

type PutOrder = (id: string, order: { amount: number }) => Promise<{ data: unknown; status: number }>

/** What a user of orval writes: docs/guide/works-with/orval.md. */
const apiFetch = `let api = fetch
export const use = (other) => void (api = other)
export async function apiFetch(url, options) {
  const response = await api(url, options)
  return { data: await response.json(), status: response.status, headers: response.headers }
}
`
const outputs = {
  axios: { target: './axios.ts', client: 'axios-functions' },
  fetch: { target: './fetch.ts', client: 'fetch', override: { mutator: { path: './api-fetch.js', name: 'apiFetch' } } },
}
const config = Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, { input: description, output }]))

const { folder, remove } = await generateClient(
  (output) => [process.execPath, programOf('orval', 'orval'), '--config', join(output, 'orval.config.mjs')],
  { 'api-fetch.js': apiFetch, 'orval.config.mjs': `export default ${JSON.stringify(config)}\n` },
)
const byAxios = (await import(join(folder, 'axios.ts'))) as { readonly putOrder: PutOrder }
const byFetch = (await import(join(folder, 'fetch.ts'))) as { readonly putOrder: PutOrder }
const { use } = (await import(join(folder, 'api-fetch.js'))) as { readonly use: (api: Fetch) => void }
await remove()

describeNeighbour('orval, by axios', {
  start(bench, onEnd) {
    axios.defaults.baseURL = bench.testbed.api
    const id = axios.interceptors.request.use(...bearerInterceptor(bench.auth))
    onEnd(() => axios.interceptors.request.eject(id))
    return async (index) => (await byAxios.putOrder(String(index), { amount: index })).data
  },
  isOwnError: (error, status) => isAxiosError(error) && error.response?.status === status,
})

describeNeighbour('orval, by fetch', {
  start(bench) {
    const api = withBearer(fetch, bench.auth)
    use((path, init) => api(`${bench.testbed.api}${path as string}`, init))
    return async (index) => {
      const { data, status } = await byFetch.putOrder(String(index), { amount: index })
      // Its errors are values.
      return status === 200 ? data : Promise.reject(Object.assign(new Error('orval'), { status }))
    }
  },
  isOwnError: (error, status) => (error as { readonly status?: number }).status === status,
})
