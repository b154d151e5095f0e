import type { TokenResponse, TokenSource } from '@everbearer/core'
import { check, expectEqual } from '../assert.ts'
import { expiredRecord } from './records.ts'
import type { StoreCheck } from './store-check.ts'
import { pauseFor, until } from './store-context.ts'

/** Checks with several coordinators, as in several processes, whose stores keep one record at the same place. */
export const coordinators: readonly StoreCheck[] = [
  {
    name: '20 cold coordinators make one token call',
    needs: ['lease'],
    async run({ coordinator }) {
      let calls = 0
      const source = async (): Promise<TokenResponse> => {
        calls++
        await pauseFor(20)
        return { access_token: `obtained-${calls}`, expires_in: 300 }
      }
      const all = await Promise.all(Array.from({ length: 20 }, () => coordinator({ source })))
      const tokens = await Promise.all(all.map((auth) => auth.getToken()))
      expectEqual(calls, 1, 'the number of token calls')
      for (const { accessToken } of tokens) expectEqual(accessToken, 'obtained-1', 'the access token')
    },
  },
  {
    name: 'a refresh token is presented by one of 20 coordinators, and its successor serves all',
    async run({ open, coordinator }) {
      const { source, presented } = rotatingSource()
      await (await open()).save(expiredRecord('refresh-1'), 0)
      const all = await Promise.all(Array.from({ length: 20 }, () => coordinator({ source })))
      const tokens = await Promise.all(all.map((auth) => auth.getToken()))
      expectEqual(presented, ['refresh-1'], 'the presented refresh tokens')
      for (const { accessToken } of tokens) expectEqual(accessToken, 'access-of-refresh-1', 'the access token')
      for (const auth of all) auth.invalidate()
      await Promise.all(all.map((auth) => auth.getToken()))
      check(presented.length > 1, 'no refresh token was presented after the first')
      expectEqual(presented, [...new Set(presented)], 'the presented refresh tokens')
    },
  },
  {
    name: 'a logout in one coordinator ends the session in another',
    async run({ coordinator, traits, pause }) {
      const { source, presented } = rotatingSource()
      const [first, second] = [await coordinator({ source }), await coordinator({ source })]
      await first.setTokens({ access_token: 'login-access', refresh_token: 'refresh-1', expires_in: 300 })
      expectEqual((await second.getToken()).accessToken, 'login-access', 'the access token')
      let isOver = false
      second.on('session-ended', () => {
        isOver = true
      })
      await pause()
      await first.clear()
      if (traits.subscribe !== true) second.invalidate()
      await until(() => isOver)
      const error: unknown = await second.getToken().catch((thrown: unknown) => thrown)
      expectEqual((error as { code?: unknown }).code, 'ERR_SESSION_ENDED', 'the code of the error')
      expectEqual(presented, [], 'the presented refresh tokens')
    },
  },
]

/** Makes a source that can only refresh. Each refresh returns a new refresh token. */
function rotatingSource(): { readonly source: TokenSource; readonly presented: string[] } {
  const presented: string[] = []
  const source: TokenSource = {
    async refresh(refreshToken) {
      presented.push(refreshToken)
      await pauseFor(20)
      const next = `refresh-${presented.length + 1}`
      return { access_token: `access-of-${refreshToken}`, refresh_token: next, expires_in: 300 }
    },
  }
  return { source, presented }
}
