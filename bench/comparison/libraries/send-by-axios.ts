import type { AxiosInstance } from 'axios'
import type { Request } from './library.ts'

/** Sends by an instance of axios. */
export function sendByAxios(instance: AxiosInstance): (request: Request) => Promise<number> {
  return async ({ url, payload, signal }) => {
    const config = signal === undefined ? {} : { signal }
    const { status } = await (payload === undefined ? instance.get(url, config) : instance.post(url, payload, config))
    return status
  }
}
