import { json } from '../../contenders/contender.ts'
import type { Request } from './library.ts'

/** Sends by a function like fetch, and reads the whole response. */
export function sendByFetch(call: (url: string, init: RequestInit) => Promise<Response>): (request: Request) => Promise<number> {
  return async ({ url, payload, signal }) => {
    const init = payload === undefined ? {} : { method: 'POST', body: JSON.stringify(payload), headers: json }
    const response = await call(url, { ...init, signal: signal ?? null })
    await response.arrayBuffer()
    return response.status
  }
}
