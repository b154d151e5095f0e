import { type AxiosError, type AxiosInstance, create } from 'axios'
import { withBearer } from '../../src/index.ts'
import { type AxiosBench, startAxiosBench } from '../support.ts'

/** Which of the two was put on the instance first. */
export type Order = 'before us' | 'after us'

export const orders: readonly Order[] = ['before us', 'after us']

/** A bench whose instance has a neighbour on it, and what of requests and answers its user's interceptors get to see. */
export interface Neighbourhood extends AxiosBench {
  readonly seen: { readonly requests: number; readonly statuses: readonly number[] }
}

/** @param install - puts the neighbour on the instance */
export async function startNeighbourhood(order: Order, install: (client: AxiosInstance) => unknown): Promise<Neighbourhood> {
  const bench = await startAxiosBench()
  const api = create({ baseURL: bench.testbed.api })
  const seen = { requests: 0, statuses: [] as number[] }
  if (order === 'before us') install(api)
  withBearer(api, bench.auth)
  if (order === 'after us') install(api)
  api.interceptors.request.use((config) => {
    seen.requests++
    return config
  })
  api.interceptors.response.use(
    (response) => {
      seen.statuses.push(response.status)
      return response
    },
    (error: AxiosError) => {
      seen.statuses.push(error.response?.status ?? 0)
      throw error
    },
  )
  return { ...bench, api, seen }
}
