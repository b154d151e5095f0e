// Every option of a call, of a coordinator or of a client: once with a value, once as `undefined`.
import { type AxiosLike, bearerInterceptor, type BearerInterceptor, withBearer as withAxios } from '@everbearer/axios'
import type { ClearOptions, Coordinator, GetTokenOptions, SetTokensOptions } from '@everbearer/core'
import { type BearerInit, hasUnauthenticatedError, withBearer as withFetch, type WithBearerOptions } from '@everbearer/fetch'
import { withBearer as withKy } from '@everbearer/ky'
import { withBearer as withOfetch } from '@everbearer/ofetch'
import axios from 'axios'
import ky from 'ky'
import { ofetch } from 'ofetch'
import type { Unset } from './unset.js'

export async function useOptionsOfCalls(auth: Coordinator): Promise<void> {
  const setting: Required<SetTokensOptions> = { session: 'same' }
  const unsetSetting: Unset<SetTokensOptions> = { session: undefined }
  await auth.setTokens({ access_token: 'a', expires_in: 300 }, setting)
  await auth.setTokens({ access_token: 'a', id_token: 'b' }, unsetSetting)

  const getting: Required<GetTokenOptions> = { signal: null }
  const unsetGetting: Unset<GetTokenOptions> = { signal: undefined }
  await auth.getToken(getting)
  await auth.getToken(unsetGetting)

  const clearing: Required<ClearOptions> = { revoke: true }
  const unsetClearing: Unset<ClearOptions> = { revoke: undefined }
  await auth.clear(clearing)
  await auth.clear(unsetClearing)

  const bearer = true as boolean | undefined
  const init: BearerInit = { bearer }
  const judging: Required<WithBearerOptions> = { rejectsToken: hasUnauthenticatedError }
  const unsetJudging: Unset<WithBearerOptions> = { rejectsToken: undefined }
  for (const judges of [judging, unsetJudging, undefined]) await withFetch(fetch, auth, judges)('https://api.example.com', init)
  await withAxios(axios, auth)('https://api.example.com', { bearer })
  await withKy(ky, auth)('https://api.example.com', { context: { bearer } })
  await withOfetch(ofetch, auth)('https://api.example.com', { bearer })
  const like: AxiosLike = axios
  const interceptor: BearerInterceptor = bearerInterceptor(auth)
  withAxios(like, auth).interceptors.request.use(...interceptor)
}
