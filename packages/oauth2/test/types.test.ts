import type { JsonWebKey as NodeJsonWebKey } from 'node:crypto'
import { describe, expectTypeOf, it } from 'vitest'
import type {
  ClientCredentialsOptions,
  ClientOptions,
  EndpointOptions,
  PasswordOptions,
  PrivateKeyJwtOptions,
  RefreshTokenOptions,
  TokenRequestOptions,
} from '../src/index.ts'

/** The same options, with `undefined` for each that may be left out. */
type WithoutValues<Options> = { [Name in RequiredName<Options>]: Options[Name] } & {
  [Name in Exclude<keyof Options, RequiredName<Options>>]: undefined
}
type RequiredName<Options> = { [Name in keyof Options]-?: object extends Pick<Options, Name> ? never : Name }[keyof Options]

describe('a private key', () => {
  it('may be what Node and the Web Crypto API export', () => {
    expectTypeOf<JsonWebKey>().toExtend<PrivateKeyJwtOptions['key']>()
    expectTypeOf<NodeJsonWebKey>().toExtend<PrivateKeyJwtOptions['key']>()
    expectTypeOf<CryptoKey>().toExtend<PrivateKeyJwtOptions['key']>()
    expectTypeOf<Uint8Array>().not.toExtend<PrivateKeyJwtOptions['key']>()
  })
})

describe('options that may be left out', () => {
  it('may be undefined', () => {
    expectTypeOf<WithoutValues<ClientOptions>>().toExtend<ClientOptions>()
    expectTypeOf<WithoutValues<EndpointOptions>>().toExtend<EndpointOptions>()
    expectTypeOf<WithoutValues<TokenRequestOptions>>().toExtend<TokenRequestOptions>()
    expectTypeOf<WithoutValues<ClientCredentialsOptions>>().toExtend<ClientCredentialsOptions>()
    expectTypeOf<WithoutValues<PasswordOptions>>().toExtend<PasswordOptions>()
    expectTypeOf<WithoutValues<RefreshTokenOptions>>().toExtend<RefreshTokenOptions>()
  })

  it('are not any', () => {
    expectTypeOf<{ scope: string[] }>().not.toExtend<Pick<TokenRequestOptions, 'scope'>>()
  })
})
