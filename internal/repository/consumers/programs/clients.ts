// A program with every package, in the syntax of ES modules. For CommonJS, TypeScript makes calls of `require()` of it.
import axios, { AxiosError, type AxiosInstance, CanceledError } from 'axios'
import ky from 'ky'
import { createFetch, ofetch } from 'ofetch'
import { bearerInterceptor, createCoordinator, withBearer } from '@everbearer/axios'
import { type Coordinator, createCoordinator as createCoreCoordinator } from '@everbearer/core'
import { withBearer as withFetch } from '@everbearer/fetch'
import { bearerInit, withBearer as withKy } from '@everbearer/ky'
import { clientCredentials } from '@everbearer/oauth2'
import { bearerFetch, withBearer as withOfetch } from '@everbearer/ofetch'

declare const process: { readonly env: Readonly<Record<string, string | undefined>> }

/** As the API of the testbed answers. */
interface Reply {
  readonly url: string
}

/** Sends requests with every client. The first answer to each is a 401. Returns the URLs that were served in the end. */
export async function sendRequests(): Promise<string[]> {
  const { API: api = '', TOKEN_ENDPOINT: tokenEndpoint = '', CLIENT_ID: clientId = '', CLIENT_SECRET: clientSecret = '' } = process.env
  const source = clientCredentials({ tokenEndpoint, clientId, clientSecret })
  const auth = createCoordinator({ source, origins: [api] })
  const core: Coordinator = createCoreCoordinator({ source, origins: [api] })
  const path = (name: string): string => `${api}/${name}?reject=1`

  const instance: AxiosInstance = withBearer(axios.create({ baseURL: api, bearer: true }), auth)
  const byHand = axios.create()
  byHand.interceptors.request.use(...bearerInterceptor(core))
  const axiosItself: typeof axios = withBearer(axios, core)
  const kyByHand = ky.create({ hooks: { init: [bearerInit(core)] } })
  const ofetchByHand = createFetch({ fetch: bearerFetch(fetch, core), defaults: { bearer: true } })

  const replies = [
    (await instance.get<Reply>('/axios?reject=1')).data,
    (await byHand<Reply>(path('axios/interceptor'))).data,
    (await axiosItself.request<Reply>({ url: path('axios/static') })).data,
    (await (await withFetch(fetch, auth)(path('fetch'))).json()) as Reply,
    await withKy(ky, auth).get<Reply>(path('ky')).json(),
    await kyByHand<Reply>(path('ky/hook')).json(),
    await withOfetch(ofetch, auth)<Reply>(path('ofetch')),
    await ofetchByHand<Reply>(path('ofetch/fetch')),
    (await instance.get<Reply>('/open/axios', { bearer: false })).data,
    await withOfetch(ofetch.create({ bearer: true }), auth)<Reply>(`${api}/open/ofetch`, { bearer: false }),
  ]
  return replies.map(({ url }) => url)
}

/** Lets requests fail. Returns for each whether its error is of the class that this program's axios has for it. */
export async function failRequests(): Promise<boolean[]> {
  const { API: api = '' } = process.env
  const auth = createCoordinator({ source: async () => ({ access_token: 'of-nobody' }), origins: 'any' })
  const busy = createCoordinator({ source: () => new Promise(() => {}), origins: 'any' })
  const client = withBearer(axios.create(), auth)
  const waiting = withBearer(axios.create(), busy)

  const areOwn = [
    (await errorOf(client.get(`${api}/orders`))) instanceof AxiosError,
    (await errorOf(client.get('http://127.0.0.1:1'))) instanceof AxiosError,
    (await errorOf(waiting.get(api, { signal: AbortSignal.timeout(1) }))) instanceof CanceledError,
  ]
  busy.dispose()
  return areOwn
}

function errorOf(answer: Promise<unknown>): Promise<unknown> {
  return answer.catch((error: unknown) => error)
}
