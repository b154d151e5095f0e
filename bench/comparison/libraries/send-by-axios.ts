import { Readable } from 'node:stream'
import type { AxiosInstance } from 'axios'
import { json } from '../../contenders/contender.ts'
import type { Request } from './library.ts'

/** Sends by an instance of axios. */
export function sendByAxios(instance: AxiosInstance): (request: Request) => Promise<number> {
  return async ({ url, payload, isStream, signal }) => {
    const config = { ...(signal !== undefined && { signal }), ...(isStream === true && { headers: json }) }
    const data = isStream === true ? Readable.from([JSON.stringify(payload)]) : payload
    const { status } = await (data === undefined ? instance.get(url, config) : instance.post(url, data, config))
    return status
  }
}
