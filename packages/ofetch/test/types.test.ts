import { type $Fetch, type CreateFetchOptions, type FetchOptions, type FetchResponse, ofetch } from 'ofetch'
import { describe, expectTypeOf, it } from 'vitest'
import { bearerFetch, type Coordinator, withBearer } from '../src/index.ts'

declare const auth: Coordinator

describe('the types of a wrapped $fetch', () => {
  it('are those of a $fetch', () => {
    expectTypeOf(withBearer).returns.toEqualTypeOf<$Fetch>()
    expectTypeOf(withBearer).returns.toEqualTypeOf<typeof ofetch>()
  })

  it('keep what is generic in a call', () => {
    const calls = (api: ReturnType<typeof withBearer>) => ({
      json: api<string>('/'),
      stream: api<string, 'stream'>('/', { responseType: 'stream' }),
      raw: api.raw<number>('/', { query: {} }),
      created: api.create({ retry: 1 }),
    })
    expectTypeOf(calls).returns.toMatchObjectType<{
      json: Promise<string>
      stream: Promise<ReadableStream<Uint8Array>>
      raw: Promise<FetchResponse<number>>
      created: $Fetch
    }>()
  })

  it('know `bearer` among the options of requests and defaults, and nowhere else', () => {
    expectTypeOf<FetchOptions>().toHaveProperty('bearer').toEqualTypeOf<boolean | Coordinator | undefined>()
    expectTypeOf<RequestInit>().not.toHaveProperty('bearer')
    const calls = (api: $Fetch): unknown[] => [
      api('/', { bearer: false }),
      api.raw('/', { bearer: true }),
      api.create({ bearer: false }),
      // @ts-expect-error a boolean
      api('/', { bearer: 'no' }),
    ]
    expectTypeOf(calls).returns.toBeArray()
  })

  it('fit a fetch into `createFetch`', () => {
    expectTypeOf(bearerFetch).returns.toExtend<NonNullable<CreateFetchOptions['fetch']>>()
  })

  it('want a $fetch and a coordinator', () => {
    const calls = (): unknown[] => [
      // @ts-expect-error a fetch is no $fetch
      withBearer(fetch, auth),
      // @ts-expect-error a token is no coordinator
      withBearer(ofetch, 'token'),
    ]
    expectTypeOf(calls).returns.toBeArray()
  })
})
