import axios, { type AxiosError, type AxiosInstance, type InternalAxiosRequestConfig } from 'axios'
import type { Settings, Tokens } from '../settings.ts'

interface Waiting {
  readonly resolve: (token: string) => void
  readonly reject: (error: unknown) => void
}

export function createApi({ api: baseURL, tokenEndpoint, clientId }: Settings, tokens: Tokens): AxiosInstance {
  let { access_token: accessToken, refresh_token: refreshToken } = tokens
  let isRefreshing = false
  let failedQueue: Waiting[] = []

  function processQueue(error: unknown, token = ''): void {
    for (const { resolve, reject } of failedQueue) {
      if (error) reject(error)
      else resolve(token)
    }
    failedQueue = []
  }

  const api = axios.create({ baseURL })

  api.interceptors.request.use((config) => {
    config.headers.Authorization = `Bearer ${accessToken}`
    return config
  })

  api.interceptors.response.use(undefined, async (error: AxiosError) => {
    const request = error.config as InternalAxiosRequestConfig & { isRetry?: boolean }
    if (error.response?.status !== 401 || request.isRetry) throw error
    request.isRetry = true

    if (isRefreshing) {
      request.headers.Authorization = `Bearer ${await new Promise<string>((resolve, reject) => failedQueue.push({ resolve, reject }))}`
      return api(request)
    }

    isRefreshing = true
    try {
      const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken, client_id: clientId })
      const { data } = await axios.post<Tokens>(tokenEndpoint, body)
      accessToken = data.access_token
      refreshToken = data.refresh_token
      processQueue(null, accessToken)
    } catch (refreshError) {
      processQueue(refreshError)
      throw refreshError
    } finally {
      isRefreshing = false
    }
    return api(request)
  })

  return api
}
