// keycloak-js reads its tokens as JWTs, and those of the testbed are opaque. So a fetch in between wraps them into JWTs.
import Keycloak from 'keycloak-js'
import { vi } from 'vitest'
import type { Settings, Tokens } from '../settings.ts'

/** Opens keycloak-js in Node, with a user who is signed in. */
export async function openKeycloak({ issuer, tokenEndpoint, clientId }: Settings, tokens: Tokens): Promise<Keycloak> {
  vi.stubGlobal('window', { location: { href: 'http://localhost/' } })
  vi.stubGlobal('isSecureContext', true)
  const { fetch } = globalThis
  const endpoint = `${issuer}/realms/shop/protocol/openid-connect/token`
  vi.stubGlobal('fetch', async (input: string, init: RequestInit = {}) => {
    if (input === endpoint) return wrapTokens(await fetch(tokenEndpoint, { ...init, body: unwrapForm(init.body) }))
    const headers = new Headers(init.headers)
    const authorization = headers.get('authorization')
    if (authorization !== null) headers.set('authorization', `Bearer ${unwrap(authorization.slice('Bearer '.length))}`)
    return fetch(input, { ...init, headers })
  })

  const keycloak = new Keycloak({ url: issuer, realm: 'shop', clientId })
  const { access_token: token, refresh_token: refreshToken } = wrapped(tokens)
  await keycloak.init({ token, refreshToken, checkLoginIframe: false })
  return keycloak
}

function wrapped({ access_token, refresh_token, expires_in }: Tokens): Tokens {
  const iat = Math.floor(Date.now() / 1000)
  const wrap = (jti: string): string => {
    const parts = [{ alg: 'none' }, { jti, iat, exp: iat + expires_in }].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    )
    return `${parts.join('.')}.`
  }
  return { access_token: wrap(access_token), refresh_token: wrap(refresh_token), expires_in }
}

function unwrap(jwt: string): string {
  const [, payload = ''] = jwt.split('.')
  return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { jti: string }).jti
}

function unwrapForm(body: unknown): URLSearchParams {
  const form = new URLSearchParams(String(body))
  form.set('refresh_token', unwrap(form.get('refresh_token') ?? ''))
  return form
}

async function wrapTokens(response: Response): Promise<Response> {
  return response.ok ? Response.json(wrapped((await response.json()) as Tokens)) : response
}
