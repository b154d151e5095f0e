import axios, { type AxiosError, type AxiosInstance } from 'axios'
import { type AxiosAuthRefreshOptions, createAuthRefresh } from 'axios-auth-refresh'
import type { Settings, Tokens } from '../settings.ts'

export function createApi(
  { api: baseURL, tokenEndpoint, clientId }: Settings,
  tokens: Tokens,
  options: AxiosAuthRefreshOptions = {},
): AxiosInstance {
  let { access_token: accessToken, refresh_token: refreshToken } = tokens

  async function refreshAuthLogic(failedRequest: AxiosError): Promise<void> {
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken, client_id: clientId })
    const { data } = await axios.post<Tokens>(tokenEndpoint, body)
    accessToken = data.access_token
    refreshToken = data.refresh_token
    failedRequest.response!.config.headers.Authorization = `Bearer ${accessToken}`
  }

  const api = axios.create({ baseURL })
  api.interceptors.request.use((request) => {
    request.headers.Authorization = `Bearer ${accessToken}`
    return request
  })
  // The package has the types of axios's CommonJS build, which differ from those of the ES module.
  createAuthRefresh(api as never, refreshAuthLogic, options)
  return api
}
