import { json } from '../../contenders/contender.ts'
import type { Request } from './library.ts'

/** Sends by a function like fetch, and reads the whole response. */
export function sendByFetch(call: (url: string, init: RequestInit) => Promise<Response>): (request: Request) => Promise<number> {
  return async ({ url, payload, isStream, signal }) => {
    const text = JSON.stringify(payload)
    const body = isStream === true ? new Blob([text]).stream() : text
    const init = payload === undefined ? {} : { method: 'POST', body, headers: json, duplex: 'half' as const }
    const response = await call(url, { ...init, signal: signal ?? null })
    await response.arrayBuffer()
    return response.status
  }
}
