import { describe, expect, it } from 'vitest'
import { authenticationOrder, isWrongTry, mayTryAgain } from '../../src/doctor/authentication-order.ts'
import { response, tokenRequest } from './observed.ts'

const post = { method: 'client_secret_post' }
const form = { method: 'client_secret_basic', basicEncoding: 'form' }
const raw = { method: 'client_secret_basic', basicEncoding: 'raw' }
const shop = { clientId: 'shop' }

describe('the order of ways to authenticate', () => {
  it.each([
    ['a plain secret', shop, 'secret', undefined, [post, form]],
    ['a secret that form encoding changes', shop, 'a+b', undefined, [post, form, raw]],
    ['an id that form encoding changes', { clientId: 'my shop' }, 'secret', undefined, [post, form, raw]],
    ['metadata that list Basic alone', shop, 'secret', ['client_secret_basic'], [form]],
    ['metadata that list neither', shop, 'secret', ['private_key_jwt'], []],
    ['no secret', shop, undefined, ['client_secret_post'], [{ method: 'none' }]],
    ['a named way', { ...shop, authentication: raw as never }, 'secret', ['client_secret_post'], [raw]],
  ])('for %s', (_, target, secret, supported, order) => {
    expect(authenticationOrder(target, secret, supported)).toEqual(order)
  })
})

describe('a try', () => {
  const wrong = tokenRequest('obtain', response(401, { error: 'invalid_client' }))
  const away = tokenRequest('obtain', response(503))
  const wrongUser = tokenRequest('obtain', response(400, { error: 'invalid_grant' }))

  it.each([
    ['a 401, as Keycloak sends', response(401, { error: 'unauthorized_client' }), true],
    ['a 400 with invalid_client', response(400, { error: 'invalid_client' }), true],
    ['a 400 with unauthorized_client', response(400, { error: 'unauthorized_client' }), false],
    ['a token', response(200, { access_token: 'a' }), false],
  ])('is wrong by %s: %#', (_, reply, isWrong) => {
    expect(isWrongTry(tokenRequest('obtain', reply))).toBe(isWrong)
  })

  it.each([
    ['nothing was tried', [], true],
    ['one wrong try', [wrong], true],
    ['two wrong tries', [wrong, wrong], false],
    ['a failure of the server', [away, away], false],
    ['a wrong password of the user', [wrongUser], false],
  ])('may follow: %s', (_, requests, may) => {
    expect(mayTryAgain(requests)).toBe(may)
  })
})
