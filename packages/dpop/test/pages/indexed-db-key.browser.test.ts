import { createCoordinator } from '@everbearer/core'
import { withBearer } from '@everbearer/fetch'
import { refreshToken, password } from '@everbearer/oauth2'
import { createRemoteTestbed } from '@everbearer/testing/server/remote'
import { expect, inject, onTestFinished, test } from 'vitest'
import { indexedDbKey } from '../../src/index.ts'

let names = 0
const newName = (): string => `key-${names++}-${Date.now()}`

/** Opens a page of this origin, which makes or reads the key at once. */
function openPage(name: string): Promise<string> {
  const frame = document.createElement('iframe')
  const program = new URL('key-page.ts', import.meta.url).href
  frame.srcdoc = `<body data-options='${JSON.stringify({ name })}'><script type="module" src="${program}"></script></body>`
  const { promise, resolve } = Promise.withResolvers<string>()
  const listener = ({ source, data }: MessageEvent<{ readonly thumbprint: string }>): void => {
    if (source === frame.contentWindow) resolve(data.thumbprint)
  }
  addEventListener('message', listener)
  onTestFinished(() => {
    removeEventListener('message', listener)
    frame.remove()
  })
  document.body.append(frame)
  return promise
}

/** What the browser has in its database. */
async function storedPairs(): Promise<CryptoKeyPair[]> {
  const opening = indexedDB.open('everbearer-dpop', 1)
  const connection = await new Promise<IDBDatabase>((resolve) => {
    opening.addEventListener('success', () => resolve(opening.result))
  })
  const reading: IDBRequest<CryptoKeyPair[]> = connection.transaction('keys').objectStore('keys').getAll()
  const pairs = await new Promise<CryptoKeyPair[]>((resolve) => {
    reading.addEventListener('success', () => resolve(reading.result))
  })
  connection.close()
  return pairs
}

test('pages that begin together have one key, and so has a page that comes later', async () => {
  const name = newName()
  const together = await Promise.all([...Array.from({ length: 6 }, () => openPage(name)), indexedDbKey({ name }).thumbprint()])
  const later = await openPage(name)
  expect(new Set([...together, later]).size).toBe(1)
  expect(later).toMatch(/^[\w-]{43}$/)
})

test('another name or another algorithm is another key', async () => {
  const name = newName()
  const keys = [indexedDbKey({ name }), indexedDbKey({ name: `${name}-other` }), indexedDbKey({ name, algorithm: 'Ed25519' })]
  expect(new Set(await Promise.all(keys.map((key) => key.thumbprint()))).size).toBe(3)
})

test('no script can take a private key along', async () => {
  await indexedDbKey({ name: newName() }).thumbprint()
  const pairs = await storedPairs()
  expect(pairs).not.toEqual([])
  for (const { privateKey } of pairs) {
    expect(privateKey.extractable).toBe(false)
    await expect(crypto.subtle.exportKey('jwk', privateKey)).rejects.toThrow('not extractable')
  }
})

test('a page sends proofs to servers of other origins that want nonces', async () => {
  const dpop = { tokenNonces: 'required', apiNonces: 'required' } as const
  await using testbed = await createRemoteTestbed(inject('control'), { cors: true, dpop })
  const user = { username: 'alice', password: 'a password' }
  const { clientId } = await testbed.registerClient({ authentication: 'none', refreshTokens: true, rotateRefreshTokens: true })
  await testbed.registerUser(user)
  const keyBinding = indexedDbKey({ name: newName() })
  const options = { tokenEndpoint: testbed.tokenEndpoint, clientId, keyBinding }
  const login = await password({ ...options, ...user }).obtain?.({ signal: AbortSignal.timeout(20_000) })

  using auth = createCoordinator({ source: refreshToken(options), origins: [testbed.api] })
  await auth.setTokens(login!)
  const api = withBearer(fetch, auth)
  expect((await api(`${testbed.api}/echo?page=1`)).status).toBe(200)
  await testbed.revokeAccessTokens(clientId)
  expect((await api(`${testbed.api}/echo?page=2`)).status).toBe(200)
  expect(await testbed.counts(clientId)).toMatchObject({ byGrant: { password: 1, refresh_token: 1 } })
})
