import { withBearer } from '@everbearer/fetch'
import { auth } from './auth.js'

const api = withBearer(fetch, auth)

export async function listOrders(): Promise<unknown> {
  const response = await api('https://api.example.com/orders')
  if (!response.ok) throw new Error(`orders: status ${response.status}`)
  return response.json()
}

export async function logOut(): Promise<void> {
  await auth.clear()
}
