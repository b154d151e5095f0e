import ky, { type KyInstance, type Options, type ResponsePromise } from 'ky'
import { describe, expectTypeOf, it } from 'vitest'
import { bearerInit, type Coordinator, withBearer } from '../src/index.ts'

declare const auth: Coordinator

describe('the types of a wrapped ky', () => {
  it('are those of a ky', () => {
    expectTypeOf(withBearer).returns.toEqualTypeOf<KyInstance>()
    expectTypeOf(withBearer).returns.toEqualTypeOf<typeof ky>()
  })

  it('keep what is generic in a call', () => {
    const calls = (api: ReturnType<typeof withBearer>) => ({
      get: api.get<string>('/'),
      call: api<number>('/', { json: {} }),
      json: api.post('/').json<boolean>(),
      extended: api.extend({ timeout: 1 }),
    })
    expectTypeOf(calls).returns.toMatchObjectType<{
      get: ResponsePromise<string>
      call: ResponsePromise<number>
      json: Promise<boolean>
      extended: KyInstance
    }>()
  })

  it('know `bearer` in the context of a request, where ky has room for what is not its own, and nowhere else', () => {
    expectTypeOf<{ context: { bearer: false } }>().toExtend<Options>()
    expectTypeOf<Options>().not.toHaveProperty('bearer')
    expectTypeOf<RequestInit>().not.toHaveProperty('bearer')
  })

  it('fit an init hook into the hooks', () => {
    expectTypeOf(bearerInit).returns.toExtend<NonNullable<NonNullable<Options['hooks']>['init']>[number]>()
  })

  it('want a ky and a coordinator', () => {
    const calls = (): unknown[] => [
      // @ts-expect-error a fetch is no ky
      withBearer(fetch, auth),
      // @ts-expect-error a token is no coordinator
      withBearer(ky, 'token'),
    ]
    expectTypeOf(calls).returns.toBeArray()
  })
})
