import type { TokenSource } from '@everbearer/core'
import { fingerprintOf } from '@everbearer/testbed/token-books'
import type { SessionEntry, SessionKind } from '../log-line.ts'
import type { WorkerSettings } from './settings.ts'
import { watchedRefresh } from './watched-refresh.ts'

/** A source with plain fetch, whose refreshes are in the log. */
export function createSource(
  session: SessionKind,
  { tokenEndpoint, clients, name }: WorkerSettings,
  note: (entry: SessionEntry) => void,
): TokenSource {
  const { clientId, clientSecret } = clients[session]
  const source = watchedRefresh({ request, note, nameOf: fingerprintOf })
  if (session === 'refreshes') return source
  return {
    ...source,
    obtain({ signal }) {
      note({ kind: 'obtain' })
      return request({ grant_type: 'client_credentials' }, signal)
    },
  }

  async function request(form: Record<string, string>, signal: AbortSignal): Promise<Response> {
    const body = new URLSearchParams({ ...form, client_id: clientId, client_secret: clientSecret })
    const response = await fetch(tokenEndpoint, { method: 'POST', body, signal, headers: { 'x-process': name } })
    return new Response(await response.arrayBuffer(), response)
  }
}
