import type { TokenSource } from '@everbearer/core'
import { fingerprintOf } from '@everbearer/testbed/token-books'
import type { SessionEntry, SessionKind } from '../log-line.ts'
import type { WorkerSettings } from './settings.ts'

/** A source with plain fetch, which notes in the log when it gets a refresh token and what became of it. */
export function createSource(
  session: SessionKind,
  { tokenEndpoint, clients, name }: WorkerSettings,
  note: (entry: SessionEntry) => void,
): TokenSource {
  const { clientId, clientSecret } = clients[session]
  const source = {
    async refresh(refreshToken: string, { signal }: { readonly signal: AbortSignal }): Promise<Response> {
      const token = fingerprintOf(refreshToken)
      note({ kind: 'hand-over', token })
      try {
        const response = await request({ grant_type: 'refresh_token', refresh_token: refreshToken }, signal)
        note({ kind: 'outcome', token, outcome: isUnused(response.status) ? 'unused' : 'used', status: response.status })
        return response
      } catch (error) {
        if (isUnconnected(error)) note({ kind: 'outcome', token, outcome: 'unused', status: 0 })
        throw error
      }
    },
  }
  if (session === 'refreshes') return source
  return {
    ...source,
    obtain({ signal }) {
      note({ kind: 'obtain' })
      return request({ grant_type: 'client_credentials' }, signal)
    },
  }

  /** Reads the whole response: until then, nobody knows what became of the request. */
  async function request(form: Record<string, string>, signal: AbortSignal): Promise<Response> {
    const body = new URLSearchParams({ ...form, client_id: clientId, client_secret: clientSecret })
    const response = await fetch(tokenEndpoint, { method: 'POST', body, signal, headers: { 'x-process': name } })
    return new Response(await response.arrayBuffer(), response)
  }
}

/** Such a server has not looked at the refresh token. */
function isUnused(status: number): boolean {
  return [425, 429, 503].includes(status)
}

function isUnconnected(error: unknown): boolean {
  const { code } = ((error as Error).cause ?? {}) as { code?: string }
  return code === 'ECONNREFUSED'
}
