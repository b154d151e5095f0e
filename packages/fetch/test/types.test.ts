import { describe, expectTypeOf, it } from 'vitest'
import { type BearerFetch, type BearerInit, type Coordinator, type Fetch, withBearer } from '../src/index.ts'

declare const auth: Coordinator
/** Types only: nothing here is ever called. */
const wrap = <F extends Fetch>(fetch: F): BearerFetch<F> => withBearer(fetch, auth)

describe('the types of a wrapped fetch', () => {
  it('are those of the fetch that was given', () => {
    expectTypeOf(wrap<typeof fetch>).returns.toExtend<typeof fetch>()
    expectTypeOf(wrap<typeof fetch>).returns.returns.toEqualTypeOf<Promise<Response>>()
    type Preconnecting = typeof fetch & { preconnect(url: string): void }
    expectTypeOf(wrap<Preconnecting>).returns.toHaveProperty('preconnect')
    expectTypeOf(wrap<Preconnecting>).returns.toExtend<Preconnecting>()
  })

  it('know `bearer` among the options', () => {
    expectTypeOf<{ bearer: false; method: 'POST' }>().toExtend<BearerInit>()
    const call = (api: BearerFetch<typeof fetch>): unknown[] => [
      api('https://a.test', { bearer: false }),
      api(new URL('https://a.test'), { bearer: true, method: 'POST' }),
      api(new Request('https://a.test'), { bearer: undefined }),
      api('https://a.test'),
      // @ts-expect-error a boolean
      api('https://a.test', { bearer: 'no' }),
    ]
    expectTypeOf(call).returns.toBeArray()
  })

  it('leave the bare fetch without it', () => {
    // @ts-expect-error fetch itself knows no such option
    const call = (): unknown => fetch('https://a.test', { bearer: false })
    expectTypeOf(call).returns.toBeUnknown()
    expectTypeOf<NonNullable<Parameters<typeof fetch>[1]>>().not.toHaveProperty('bearer')
  })
})
