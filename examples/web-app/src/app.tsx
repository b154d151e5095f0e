import { useIsFetching, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { fetchOrders, fetchProfile } from './api.ts'
import { logOut } from './session.ts'

export function App(): ReactNode {
  const queryClient = useQueryClient()
  const [filter, setFilter] = useState('')
  const isFetching = useIsFetching() > 0
  const profile = useQuery({ queryKey: ['profile'], queryFn: ({ signal }) => fetchProfile(signal) })
  const orders = useQuery({ queryKey: ['orders'], queryFn: ({ signal }) => fetchOrders(signal) })
  const logout = useMutation({ mutationFn: logOut })
  const error = profile.error ?? orders.error ?? logout.error

  return (
    <main>
      {error !== null && <p role="alert">{error.message}</p>}
      <h1>{profile.data === undefined ? 'Orders' : `Orders of ${profile.data.user}`}</h1>
      <label>
        Filter <input value={filter} onChange={(event) => setFilter(event.target.value)} />
      </label>
      <ul>
        {orders.data
          ?.filter(({ item }) => item.includes(filter))
          .map(({ id, item }) => (
            <li key={id}>{item}</li>
          ))}
      </ul>
      <button type="button" disabled={isFetching} onClick={() => void queryClient.invalidateQueries()}>
        Refresh
      </button>
      <button type="button" onClick={() => logout.mutate()}>
        Log out
      </button>
    </main>
  )
}
