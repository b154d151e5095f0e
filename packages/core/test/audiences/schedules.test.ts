import { expect, test } from 'vitest'
import { createAudienceCoordinator, defineStore, memoryStore, type StoredToken } from '../../src/index.ts'
import { createFakeClock, flush } from '../fake-clock.ts'
import { createRandom } from '../random.ts'
import { audiences, createApis, orders, stock } from './apis.ts'
import { createAuthorizationServer } from './authorization-server.ts'

const schedules = 150
const steps = 40

/** A world in which each wait takes a random number of turns. */
function createRandomWorld(seed: number, processes: number) {
  const random = createRandom(seed)
  const upTo = (most: number): number => Math.floor(random() * most)
  const turns = async (most: number): Promise<void> => {
    for (let turn = upTo(most); turn > 0; turn--) await Promise.resolve()
  }
  const clock = createFakeClock()
  const server = createAuthorizationServer(300, () => turns(30))
  const apis = createApis()
  const memory = memoryStore()
  const listeners = new Set<() => void>()
  const store = defineStore({
    async load() {
      await turns(8)
      const record = await memory.load()
      await turns(8)
      return record
    },
    async save(next: StoredToken, expected: number) {
      await turns(8)
      const isSaved = await memory.save(next, expected)
      if (isSaved) for (const listener of listeners) void turns(8).then(listener)
      await turns(8)
      return isSaved
    },
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  })
  const open = () => createAudienceCoordinator({ source: server.sourceOf, audiences, store, clock, random })
  return { upTo, turns, clock, server, apis, auths: Array.from({ length: processes }, open) }
}

/** The user of an access token. */
const userOf = (token: string | null): string | undefined => token?.split('-')[1]

test('in one process, no schedule sends a token to another audience or for another user, or a refresh token twice', async () => {
  let served = 0
  for (let seed = 1; seed <= schedules; seed++) {
    const { upTo, turns, clock, server, apis, auths } = createRandomWorld(seed, 1)
    const [auth] = auths as [(typeof auths)[number]]
    const pending: Promise<unknown>[] = []
    /** Who is signed in, as the program knows it. */
    let user: string | undefined
    const request = (begun: string | undefined): void => {
      const url = `${upTo(2) === 0 ? orders : stock}/${pending.length}?by=${begun ?? 'nobody'}`
      const sent = apis.get(auth, url).then(
        () => served++,
        () => {},
      )
      pending.push(sent)
    }
    for (let step = 0; step < steps; step++) {
      const act = upTo(12)
      if (act < 7) request(user)
      else if (act === 7) {
        user = `u${upTo(1000)}`
        pending.push(auth.setTokens(server.logIn(user)))
      } else if (act === 8 && upTo(3) === 0) {
        user = undefined
        pending.push(auth.clear())
      } else if (act === 9) apis.reject(apis.seen.at(-1)?.token ?? '')
      else if (act === 10) await clock.advance(upTo(400) * 1000)
      else await turns(60)
    }
    for (let wait = 0; wait < 30; wait++) await clock.advance(1000)
    await Promise.all(pending)
    expect(apis.strays(), `seed ${seed}`).toEqual([])
    expect(server.reuses, `seed ${seed}`).toEqual([])
    // A request that begins while nobody is signed in joins the next session. Any other is sent for its own user only.
    const foreign = apis.seen.filter(({ user: by, token }) => token !== null && by !== 'nobody' && userOf(token) !== by)
    expect(foreign, `seed ${seed}`).toEqual([])
  }
  expect(served).toBeGreaterThan(schedules * 5)
})

test('in several processes, no schedule sends a token to another audience, or a refresh token twice', async () => {
  let served = 0
  for (let seed = 1; seed <= schedules; seed++) {
    const { upTo, turns, clock, server, apis, auths } = createRandomWorld(seed, 3)
    const pending: Promise<unknown>[] = []
    for (let step = 0; step < steps; step++) {
      const auth = auths[upTo(auths.length)] as (typeof auths)[number]
      const act = upTo(14)
      if (act < 10) {
        const url = `${upTo(2) === 0 ? orders : stock}/${step}`
        pending.push(
          apis.get(auth, url).then(
            ({ status }) => (served += status === 200 ? 1 : 0),
            () => {},
          ),
        )
      } else if (act === 10) pending.push(auth.setTokens(server.logIn(`u${step}`)))
      else if (act === 11 && upTo(3) === 0) pending.push(auth.clear())
      else if (act === 12) await clock.advance(upTo(400) * 1000)
      else await turns(60)
    }
    for (let wait = 0; wait < 60; wait++) await clock.advance(1000)
    await Promise.all(pending)
    await flush()
    expect(apis.strays(), `seed ${seed}`).toEqual([])
    expect(server.reuses, `seed ${seed}`).toEqual([])
    // All learn of the last login or logout in the end.
    const statuses = new Set(auths.map((each) => each.peek().status))
    expect(statuses.has('active') && statuses.has('ended'), `seed ${seed}`).toBe(false)
  }
  expect(served).toBeGreaterThan(schedules * 5)
})
