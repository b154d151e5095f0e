import { describe, expectTypeOf, it } from 'vitest'
import type {
  Coordinator,
  CoordinatorOptions,
  CoordinatorPoolOptions,
  CooldownOptions,
  GetTokenOptions,
  SetTokensOptions,
  TokenRequestFailure,
  TokenResponse,
  TokenSource,
  TokenSourceFunction,
  StoreDefinition,
} from '../src/index.ts'
import type { AuthorizationRequest, CallOptions, ErrorResponse, FetchCallOptions } from '../src/adapter/index.ts'

/** Types only: nothing here is ever called. */
declare const auth: Coordinator

/** As a user of a generated client has it: no index signature. */
interface MyTokens {
  access_token: string
  expires_in: number
}

/** The same options, with `undefined` for each that may be left out. */
type WithoutValues<Options> = { [Name in RequiredName<Options>]: Options[Name] } & {
  [Name in Exclude<keyof Options, RequiredName<Options>>]: undefined
}
type RequiredName<Options> = { [Name in keyof Options]-?: object extends Pick<Options, Name> ? never : Name }[keyof Options]

describe('a token response', () => {
  it('may have the type of an interface, from a source and for setTokens()', () => {
    expectTypeOf<MyTokens>().toExtend<TokenResponse>()
    expectTypeOf<() => Promise<MyTokens>>().toExtend<TokenSourceFunction>()
    expectTypeOf<{ obtain: () => Promise<MyTokens>; refresh: (token: string) => Promise<MyTokens> }>().toExtend<TokenSource>()
    expectTypeOf<() => Promise<MyTokens>>().toExtend<CoordinatorOptions['source']>()
    const call = (tokens: MyTokens): unknown => auth.setTokens(tokens)
    expectTypeOf(call).returns.toBeUnknown()
  })

  it('may have null in each optional field, and fields of the server’s own', () => {
    type Nulls = { access_token: string; token_type: null; expires_in: null; refresh_token: null; refresh_expires_in: null; scope: null }
    expectTypeOf<Nulls>().toExtend<TokenResponse>()
    const call = (): unknown => auth.setTokens({ access_token: 'a', id_token: 'b', tenant: { name: 'c' } })
    expectTypeOf(call).returns.toBeUnknown()
  })

  it('needs an access token, and known fields of the right type', () => {
    expectTypeOf<{ expires_in: number }>().not.toExtend<TokenResponse>()
    expectTypeOf<{ access_token?: string }>().not.toExtend<TokenResponse>()
    expectTypeOf<{ access_token: string; expires_in: Date }>().not.toExtend<TokenResponse>()
    expectTypeOf<Promise<string>>().not.toExtend<Promise<TokenResponse>>()
  })

  it('is read with fields of unknown type by `subject`', () => {
    type Subject = NonNullable<CoordinatorOptions['subject']>
    expectTypeOf<Parameters<Subject>[0]['tenant']>().toBeUnknown()
    expectTypeOf<(response: TokenResponse) => string>().toExtend<Subject>()
  })
})

describe('an initial refresh token', () => {
  it('may be null or undefined, and so may be the function', () => {
    expectTypeOf<TokenSource['initialRefreshToken']>().toEqualTypeOf<(() => string | null | undefined) | undefined>()
    const storage = (items: { getItem(key: string): string | null }): TokenSource => ({
      initialRefreshToken: () => items.getItem('refresh-token'),
    })
    expectTypeOf(storage).returns.toEqualTypeOf<TokenSource>()
  })
})

describe('options that may be left out', () => {
  it('may be undefined', () => {
    expectTypeOf<WithoutValues<CoordinatorOptions>>().toExtend<CoordinatorOptions>()
    expectTypeOf<WithoutValues<CooldownOptions>>().toExtend<CooldownOptions>()
    expectTypeOf<WithoutValues<CoordinatorPoolOptions>>().toExtend<CoordinatorPoolOptions>()
    expectTypeOf<WithoutValues<GetTokenOptions>>().toExtend<GetTokenOptions>()
    expectTypeOf<WithoutValues<SetTokensOptions>>().toExtend<SetTokensOptions>()
    expectTypeOf<WithoutValues<TokenSource>>().toExtend<TokenSource>()
    expectTypeOf<WithoutValues<StoreDefinition>>().toExtend<StoreDefinition>()
    expectTypeOf<WithoutValues<TokenRequestFailure>>().toExtend<TokenRequestFailure>()
    expectTypeOf<WithoutValues<AuthorizationRequest>>().toExtend<AuthorizationRequest>()
    expectTypeOf<WithoutValues<CallOptions>>().toExtend<CallOptions>()
    expectTypeOf<WithoutValues<FetchCallOptions>>().toExtend<FetchCallOptions>()
    expectTypeOf<WithoutValues<ErrorResponse>>().toExtend<ErrorResponse>()
  })

  it('are not any', () => {
    expectTypeOf<{ retries: string }>().not.toExtend<Pick<CoordinatorOptions, 'retries'>>()
    expectTypeOf<{ cooldown: null }>().not.toExtend<Pick<CoordinatorOptions, 'cooldown'>>()
  })
})
