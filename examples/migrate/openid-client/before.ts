import * as client from 'openid-client'
import type { Settings, Tokens } from '../settings.ts'

export async function createFetch({ issuer, clientId, clientSecret }: Settings, tokens: Tokens): Promise<typeof fetch> {
  const config = await client.discovery(new URL(issuer), clientId, clientSecret, undefined, {
    execute: [client.allowInsecureRequests], // The tests' server has no https.
  })
  let current = tokens
  schedule((current.expires_in - 60) * 1000)

  function schedule(delay: number): void {
    setTimeout(() => void refresh(), delay).unref()
  }

  async function refresh(): Promise<void> {
    try {
      const response = await client.refreshTokenGrant(config, current.refresh_token)
      current = { ...current, ...response }
      schedule((current.expires_in - 60) * 1000)
    } catch (error) {
      console.error(error)
      schedule(10_000)
    }
  }

  return (input, init) => {
    const headers = new Headers(init?.headers)
    headers.set('Authorization', `Bearer ${current.access_token}`)
    return fetch(input, { ...init, headers })
  }
}
