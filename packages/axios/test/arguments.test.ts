import { createCoordinator } from '@everbearer/core'
import axios from 'axios'
import { describe, expect, it } from 'vitest'
import * as forImport from '../src/index.ts'
import * as forRequire from '../src/require.ts'

/** The functions as a program without types calls them. */
interface Untyped {
  readonly withBearer: (...given: unknown[]) => unknown
  readonly bearerInterceptor: (auth: unknown) => unknown
}

describe.each([
  ['import', forImport as unknown as Untyped],
  ['require()', forRequire as unknown as Untyped],
])('for %s', (_name, { withBearer, bearerInterceptor }) => {
  it('wrong arguments are named at once, and change no instance', async () => {
    await using auth = createCoordinator({ source: async () => ({ access_token: 'token' }), origins: 'any' })
    const client = axios.create()
    expect(() => withBearer(auth, client)).toThrow('withBearer: the arguments are the wrong way round; expected withBearer(client, auth)')
    expect(() => withBearer(fetch, auth)).toThrow('withBearer: expected an axios instance as the first argument, got function')
    expect(() => withBearer(client)).toThrow('withBearer: expected a coordinator, as createCoordinator() gives it, got undefined')
    expect(() => withBearer(client, auth, {})).toThrow('withBearer: expected a client and a coordinator, and no third argument')
    expect(() => bearerInterceptor({})).toThrow('bearerInterceptor: expected a coordinator, as createCoordinator() gives it, got object')
    const handlers = (client.interceptors.request as unknown as { readonly handlers: readonly unknown[] }).handlers
    expect(handlers).toEqual([])
    expect(withBearer(client, auth)).toBe(client)
    expect(handlers).toHaveLength(1)
    expect(bearerInterceptor(auth)).toHaveLength(3)
  })
})
