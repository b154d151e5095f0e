import { type AxiosError, create, type InternalAxiosRequestConfig } from 'axios'
import type { IssuedTokens } from '../../server/account.ts'
import type { OpenSide } from '../side.ts'
import { tokensFrom } from '../tokens-from.ts'

interface Waiting {
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export const open: OpenSide = ({ api, requestToken }) => {
  const client = create({ baseURL: api })
  let tokens: IssuedTokens
  let isRefreshing = false
  let failedQueue: Waiting[] = []
  const retried = new WeakSet<InternalAxiosRequestConfig>()

  client.interceptors.request.use((config) => {
    config.headers.set('Authorization', `Bearer ${tokens.access_token}`)
    return config
  })

  client.interceptors.response.use(undefined, async (error: AxiosError) => {
    const { config, response } = error
    if (response?.status !== 401 || config === undefined || retried.has(config)) throw error
    if (isRefreshing) await new Promise<void>((resolve, reject) => failedQueue.push({ resolve, reject }))
    else await refresh()
    const again = { ...config }
    retried.add(again)
    return client(again)
  })

  async function refresh(): Promise<void> {
    isRefreshing = true
    try {
      tokens = await tokensFrom(await requestToken(tokens.refresh_token))
      for (const { resolve } of failedQueue) resolve()
    } catch (error) {
      for (const { reject } of failedQueue) reject(error)
      throw error
    } finally {
      failedQueue = []
      isRefreshing = false
    }
  }

  return {
    signIn: (next) => void (tokens = next),
    get: async (path) => (await client.get<unknown>(path)).data,
  }
}
