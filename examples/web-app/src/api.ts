// Requests to the API. A rejected or expired token is no concern of the components.
import { withBearer } from '@everbearer/fetch'
import { auth } from './auth.ts'

const api = withBearer(fetch, auth)

export interface Order {
  readonly id: number
  readonly item: string
}

export const fetchProfile = (signal: AbortSignal): Promise<{ readonly user: string }> => getJson('/api/profile', signal)
export const fetchOrders = (signal: AbortSignal): Promise<readonly Order[]> => getJson('/api/orders', signal)

async function getJson<T>(path: string, signal: AbortSignal): Promise<T> {
  const response = await api(path, { signal })
  if (!response.ok) throw new Error(`${path} responded with status ${response.status}.`)
  return (await response.json()) as T
}
