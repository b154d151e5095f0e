import { type Coordinator, createCoordinator, sessionEndpoint, type SessionEndpointOptions } from '@everbearer/core'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { SeenBySession } from './session-server.ts'

interface Page {
  readonly auth: Coordinator
  /** How often the end of a session was told. */
  readonly ends: () => number
  /** Lets so much time go by, ms. */
  readonly elapse: (ms: number) => void
}

function openPage(options?: SessionEndpointOptions): Page {
  let offset = 0
  let ends = 0
  const clock = {
    wall: () => Date.now() + offset,
    monotonic: () => performance.now() + offset,
    setTimeout: (callback: () => void, ms: number): unknown => setTimeout(callback, ms),
    clearTimeout: (timer: unknown): void => clearTimeout(timer as number),
  }
  const auth = createCoordinator({ source: sessionEndpoint('/session/token', options), origins: [location.origin], clock })
  auth.on('session-ended', () => ends++)
  onTestFinished(() => auth.dispose())
  return { auth, ends: () => ends, elapse: (ms) => void (offset += ms) }
}

const post = (path: string): Promise<Response> => fetch(`/session/${path}`, { method: 'POST' })
const seen = async (): Promise<SeenBySession[]> => (await fetch('/session/seen')).json() as Promise<SeenBySession[]>
const tokenRequest = { path: '/token', method: 'POST', marker: 'token' }

beforeEach(async () => void (await post('sign-out')))

describe('sessionEndpoint in a page', () => {
  it('gets a token for the cookie of its origin', async () => {
    await post('sign-in')
    expect((await openPage().auth.getToken()).accessToken).toMatch(/^access-\d+$/)
    expect(await seen()).toEqual([{ ...tokenRequest, isSignedIn: true }])
  })

  it('takes the redirect to a login page for the end of the session, and does not load that page', async () => {
    const { auth, ends } = openPage()
    for (let call = 0; call < 3; call++)
      await expect(auth.getToken()).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'not-signed-in' })
    expect(ends()).toBe(1)
    expect(await seen()).toEqual([{ ...tokenRequest, isSignedIn: false }])
  })

  it('learns of a logout elsewhere when the next token is due, and gets one after the login that follows', async () => {
    await post('sign-in')
    const { auth, elapse, ends } = openPage({ retryAfterEnd: 10_000 })
    await auth.getToken()
    await post('sign-out')
    elapse(300_000)
    await expect(auth.getToken()).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED' })
    await post('sign-in')
    await expect(auth.getToken()).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED' })
    elapse(10_000)
    expect((await auth.getToken()).accessToken).toMatch(/^access-\d+$/)
    expect(ends()).toBe(1)
    expect(await seen()).toEqual([
      { ...tokenRequest, isSignedIn: false },
      { ...tokenRequest, isSignedIn: true },
    ])
  })

  it('tells a login page apart where a fetch of the page’s own follows the redirect', async () => {
    const following: typeof fetch = (url, init) => fetch(url, { ...init, redirect: 'follow' })
    await expect(openPage({ fetch: following }).auth.getToken()).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED' })
    expect((await seen()).map(({ path }) => path)).toEqual(['/token', '/login'])
  })
})
