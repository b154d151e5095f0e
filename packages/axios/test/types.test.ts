import {
  type default as axios,
  type AxiosInstance,
  type AxiosRequestConfig,
  type AxiosResponse,
  create,
  type InternalAxiosRequestConfig,
} from 'axios'
import { describe, expectTypeOf, it } from 'vitest'
import { bearerInterceptor, type Coordinator, withBearer } from '../src/index.ts'

declare const auth: Coordinator
/** Types only: nothing here is ever called. */
const wrap = <Client extends AxiosInstance>(client: Client): Client => withBearer(client, auth)

describe('the types of a wrapped instance', () => {
  it('are those of the instance that was given, with all its overloads', () => {
    expectTypeOf(wrap<AxiosInstance>).returns.toEqualTypeOf<AxiosInstance>()
    expectTypeOf(wrap<typeof axios>).returns.toEqualTypeOf<typeof axios>()
    type Custom = AxiosInstance & { readonly catalog: string }
    expectTypeOf(wrap<Custom>).returns.toEqualTypeOf<Custom>()
    const calls = (api: ReturnType<typeof wrap<AxiosInstance>>) => ({
      get: api.get<string>('/'),
      call: api<number>('/', { bearer: false }),
      request: api.request<boolean>({ url: '/' }),
    })
    expectTypeOf(calls).returns.toMatchObjectType<{
      get: Promise<AxiosResponse<string>>
      call: Promise<AxiosResponse<number>>
      request: Promise<AxiosResponse<boolean>>
    }>()
  })

  it('know `bearer` in the config of requests, defaults and interceptors', () => {
    expectTypeOf<AxiosRequestConfig>().toHaveProperty('bearer').toEqualTypeOf<boolean | Coordinator | undefined>()
    expectTypeOf<InternalAxiosRequestConfig>().toHaveProperty('bearer')
    const calls = (api: AxiosInstance): unknown[] => [
      api.get('/', { bearer: false }),
      api.post('/', {}, { bearer: true }),
      create({ bearer: false }),
      // @ts-expect-error a boolean
      api.get('/', { bearer: 'no' }),
    ]
    expectTypeOf(calls).returns.toBeArray()
  })

  it('fit an interceptor into `use`', () => {
    expectTypeOf(bearerInterceptor).returns.toExtend<Readonly<Parameters<AxiosInstance['interceptors']['request']['use']>>>()
  })

  it('want an axios and a coordinator', () => {
    const calls = (api: AxiosInstance): unknown[] => [
      // @ts-expect-error a fetch is no axios
      withBearer(fetch, auth),
      // @ts-expect-error a token is no coordinator
      withBearer(api, 'token'),
      // @ts-expect-error a token is no coordinator
      bearerInterceptor('token'),
    ]
    expectTypeOf(calls).returns.toBeArray()
  })

  it('leave the bare fetch without `bearer`', () => {
    expectTypeOf<NonNullable<Parameters<typeof fetch>[1]>>().not.toHaveProperty('bearer')
  })
})
