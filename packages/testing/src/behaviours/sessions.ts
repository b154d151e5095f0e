import { memoryStore } from '@everbearer/core'
import { like, same } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import { beforeSignIn } from './before-sign-in.ts'
import { sourceEnds } from './source-ends.ts'
import { started, times } from './steps.ts'
import { userSwitches } from './user-switch.ts'

const ended = { kind: 'everbearer', code: 'ERR_SESSION_ENDED' }

export const sessions: readonly Behaviour[] = behavioursOf('sessions', [
  {
    name: 'when the coordinator is disposed of, waiting requests fail at once, and so does each later one',
    async run(scene) {
      await scene.holdTokens()
      const waiting = times(3, '/echo').map(async (path) => scene.outcome(path))
      await scene.reached({ tokenRequests: 1 })
      scene.auth.dispose()
      like(await Promise.all(waiting), times(3, ended))
      like(await scene.outcome('/echo'), ended)
      await scene.counted({ apiRequests: 0, tokenAnswers: 0 })
    },
  },
  {
    name: 'a request that is on its way when the coordinator is disposed of gets its answer',
    async run(scene) {
      const letGo = await scene.testbed.failApi({ kind: 'hold' })
      const { outcome } = started(scene, '/echo')
      await scene.reached({ apiRequests: 1 })
      scene.auth.dispose()
      await letGo()
      like(await outcome, { status: 200 })
    },
  },
  {
    name: 'a refused request is not replayed once its session was cleared: it gets its 401',
    async run(scene) {
      await scene.revoked()
      const open = await scene.holdTokens()
      const { outcome } = started(scene, '/echo')
      await scene.reached({ tokenRequests: 2, apiUnauthorized: 1 })
      await scene.auth.clear()
      await open()
      like(await outcome, { status: 401, body: { error: 'invalid_token' } })
      await scene.counted({ apiRequests: 2 })
    },
  },
  {
    name: 'after a logout nothing that was under way brings the old token back',
    async run(scene) {
      const open = await scene.holdTokens()
      const { outcome } = started(scene, '/first')
      await scene.reached({ tokenRequests: 1 })
      await scene.auth.clear()
      await outcome
      await open()
      await scene.reached({ tokenAnswers: 1 })
      like(await scene.outcome('/next'), { status: 200 })
      same(
        (await scene.requests()).filter(({ url }) => url === '/next').map(({ tokenNumber }) => tokenNumber),
        [2],
      )
    },
  },
  {
    name: 'tokens from a login serve at once, waiting requests too, whatever a refresh is still doing',
    async run(scene) {
      const { accessToken } = await scene.coordinator().getToken()
      await scene.holdTokens()
      const { outcome } = started(scene, '/waiting')
      await scene.reached({ tokenRequests: 2 })
      await scene.auth.setTokens({ access_token: accessToken, expires_in: 300 })
      like(await outcome, { status: 200 })
      like(await scene.outcome('/next'), { status: 200 })
      same(
        (await scene.requests()).map(({ tokenNumber }) => tokenNumber),
        [1, 1],
      )
    },
  },
  {
    name: 'after `invalidate()` the next request waits for a new token',
    async run(scene) {
      await scene.warm()
      scene.auth.invalidate()
      like(await scene.outcome('/echo'), { status: 200 })
      same(
        (await scene.requests()).map(({ tokenNumber }) => tokenNumber),
        [1, 2],
      )
      await scene.counted({ apiUnauthorized: 0 })
    },
  },
  {
    name: 'a stored token serves the next process without a token request',
    given: () => ({ coordinator: { store: memoryStore() } }),
    async run(scene) {
      const store = memoryStore()
      const [first, second] = [scene.coordinator({ store }), scene.coordinator({ store })]
      like(await scene.outcome('/one', await scene.client({}, first)), { status: 200 })
      like(await scene.outcome('/two', await scene.client({}, second)), { status: 200 })
      await scene.counted({ tokenRequests: 1, apiOk: 2 })
    },
  },
  {
    name: 'a 401 for a token that another process has refreshed meanwhile costs no token request',
    async run(scene) {
      const store = memoryStore()
      const [first, second] = await Promise.all(
        [scene.coordinator({ store }), scene.coordinator({ store })].map((auth) => scene.client({}, auth)),
      )
      like([await scene.outcome('/one', first), await scene.outcome('/two', second)], times(2, { status: 200 }))
      await scene.testbed.revokeAccessTokens()
      like([await scene.outcome('/three', first), await scene.outcome('/four', second)], times(2, { status: 200 }))
      await scene.counted({ tokenRequests: 2, apiOk: 4 })
    },
  },
  {
    name: 'a store that fails keeps no request from its token',
    given: () => ({
      coordinator: {
        store: {
          load: () => Promise.reject(new Error('no disk')),
          save: () => Promise.reject(new Error('no disk')),
        },
      },
    }),
    async run(scene) {
      await scene.revoked()
      like(await scene.outcome('/echo'), { status: 200 })
      await scene.counted({ tokenRequests: 2 })
      await scene.told('store-failed')
    },
  },
  {
    name: 'a hand-written source serves as well',
    async run(scene) {
      let asked = 0
      const auth = scene.coordinator({
        async source() {
          asked++
          return { access_token: (await scene.auth.getToken()).accessToken }
        },
      })
      const client = await scene.client({}, auth)
      like([await scene.outcome('/one', client), await scene.outcome('/two', client)], times(2, { status: 200 }))
      same(asked, 1)
    },
  },
  ...sourceEnds,
  ...beforeSignIn,
  ...userSwitches,
])
