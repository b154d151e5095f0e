import { withBearer as axiosWithBearer } from '@everbearer/axios'
import { type Coordinator, createCoordinator, defineStore, memoryStore, type TokenStore } from '@everbearer/core'
import { withBearer as fetchWithBearer } from '@everbearer/fetch'
import { withBearer as kyWithBearer } from '@everbearer/ky'
import { withBearer as ofetchWithBearer } from '@everbearer/ofetch'
import axios, { type InternalAxiosRequestConfig } from 'axios'
import ky from 'ky'
import { createFetch } from 'ofetch'
import { expect, test } from 'vitest'

/** How many microtasks after the call the user changes at the latest. */
const mostTurns = 160

/** Answers a request with this Authorization. */
type Answer = (authorization: string | null) => number

const url = 'https://api.example.com/orders'

const fetchOf =
  (answer: Answer) =>
  async (input: unknown, init?: { headers?: unknown }): Promise<Response> => {
    const headers = new Headers((init?.headers ?? (input as Request).headers) as Headers)
    return new Response('{}', { status: answer(headers.get('authorization')), headers: { 'content-type': 'application/json' } })
  }

const clients: Record<string, (auth: Coordinator, answer: Answer) => () => Promise<unknown>> = {
  axios(auth, answer) {
    const adapter = async (config: InternalAxiosRequestConfig) => {
      const status = answer(config.headers.get('authorization') as string | null)
      return { data: {}, status, statusText: '', headers: {}, config }
    }
    const client = axiosWithBearer(axios.create({ adapter }), auth)
    return () => client.put(url, 'body')
  },
  fetch(auth, answer) {
    const client = fetchWithBearer(fetchOf(answer) as typeof fetch, auth)
    return () => client(url, { method: 'PUT', body: 'body' })
  },
  ky(auth, answer) {
    const client = kyWithBearer(ky.create({ fetch: fetchOf(answer) as typeof fetch, retry: 0 }), auth)
    return () => client.put(url, { body: 'body' })
  },
  ofetch(auth, answer) {
    const client = ofetchWithBearer(createFetch({ fetch: fetchOf(answer) as typeof fetch }), auth)
    return () => client(url, { method: 'PUT', body: 'body', retry: 0 })
  },
}

const states = ['cold', 'warm', 'refreshing', 'rejected'] as const
const ways = [
  'clear() and setTokens() in one tick',
  'clear() awaited, then setTokens()',
  'setTokens() alone',
  'in another process',
] as const

const login = (user: string) => ({ access_token: `${user}-0`, expires_in: 300, refresh_token: user })

/** A source whose refresh tokens are names of users. It answers after some microtasks. */
function createAuth(store: TokenStore): Coordinator {
  let asked = 0
  return createCoordinator({
    store,
    origins: 'any',
    retries: 0,
    source: {
      initialRefreshToken: () => 'alice',
      async refresh(user) {
        for (let turn = 0; turn < 10; turn++) await Promise.resolve()
        return { access_token: `${user}-${++asked}`, expires_in: 300, refresh_token: user }
      },
    },
  })
}

async function changeUser(way: (typeof ways)[number], auth: Coordinator, other: Coordinator): Promise<void> {
  switch (way) {
    case 'clear() and setTokens() in one tick':
      void auth.clear()
      return auth.setTokens(login('bob'))
    case 'clear() awaited, then setTokens()':
      await auth.clear()
      return auth.setTokens(login('bob'))
    case 'setTokens() alone':
      return auth.setTokens(login('bob'))
    case 'in another process':
      return other.setTokens(login('bob'))
  }
}

test.for(Object.keys(clients).flatMap((client) => states.flatMap((state) => ways.map((way) => [client, state, way] as const))))(
  'a request of %s (%s) never goes out as the next user (%s)',
  async ([client, state, way]) => {
    let sent = 0
    for (let turns = 0; turns < mostTurns; turns++) {
      const listeners = new Set<() => void>()
      const memory = memoryStore()
      const shared = (): TokenStore =>
        defineStore({
          load: () => memory.load(),
          async save(next, expected) {
            const saved = await memory.save(next, expected)
            if (saved) for (const listener of listeners) listener()
            return saved
          },
          subscribe(listener) {
            listeners.add(listener)
            return () => listeners.delete(listener)
          },
        })
      const [auth, other] = [createAuth(shared()), createAuth(shared())]
      if (state !== 'cold') await auth.setTokens(login('alice'))
      if (state === 'refreshing') auth.invalidate()
      const users: (string | undefined)[] = []
      let isOver = false
      let late = 0
      const call = clients[client]!(auth, (authorization) => {
        const user = authorization?.replace('Bearer ', '').split('-')[0]
        users.push(user)
        if (isOver && user === 'alice') late++
        return state === 'rejected' && authorization === 'Bearer alice-0' ? 401 : 200
      })
      const answered = call().catch(() => {})
      for (let turn = 0; turn < turns; turn++) await Promise.resolve()
      const changed = changeUser(way, auth, other)
      // Here the session is over at once, in another process only when that is learned of.
      isOver = way !== 'in another process'
      await changed
      await answered
      expect(late, `after ${turns} microtasks`).toBe(0)
      // A call that began before any session joins the first that begins: there it is Bob's own.
      const isJoined = state === 'cold' && (way === 'setTokens() alone' || way === 'in another process')
      const allowed = isJoined ? ['bob'] : []
      expect(
        [...new Set(users)].filter((user) => user !== 'alice'),
        `after ${turns} microtasks`,
      ).toEqual(users.includes('bob') ? allowed : [])
      sent += users.length
      auth.dispose()
      other.dispose()
    }
    expect(sent).toBeGreaterThan(0)
  },
)
