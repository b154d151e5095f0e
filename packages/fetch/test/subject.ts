import type { Call, Client, ClientSettings, Failure, Subject } from '@everbearer/testing/conformance'
import { isUrl, replyOfFetch, spiedFetch } from '@everbearer/testing/conformance'
import { type Fetch, withBearer } from '../src/index.ts'

const none = 'fetch has none; whoever wants one wraps fetch'

/** The platform's fetch. */
export const fetchSubject: Subject = {
  name: 'fetch',
  create: createClient,
  failureOf,
  limits: {
    timeout: 'fetch knows only signals; AbortSignal.timeout() is the wall clock of its caller',
    retries: none,
    throwing: 'fetch throws for no answer, whatever its status',
    'hooks-before': none,
    'default-headers': none,
    query: none,
    'upload-progress': none,
    'download-progress': none,
  },
}

function createClient(auth: Parameters<Subject['create']>[0], { baseUrl, transport, pool, hooks, alsoFor }: ClientSettings): Client {
  const native: Fetch = transport ? spiedFetch(transport) : (pool?.fetch ?? globalThis.fetch)
  const once = auth ? withBearer(native, auth) : native
  const client = auth && alsoFor ? withBearer(once, alsoFor) : once
  return {
    async send(call) {
      const init = initOf(call)
      const headers = new Headers(init.headers)
      if (hooks?.after?.request)
        await hooks.after.request({ header: (name) => headers.get(name), setHeader: (name, value) => headers.set(name, value) })
      const response = await client(call.url ?? (isUrl(call.path) ? call.path : baseUrl + call.path), { ...init, headers })
      await hooks?.after?.response?.(response)
      return replyOfFetch(response, call.responseType)
    },
  }
}

function initOf({
  method,
  headers,
  body,
  json,
  signal,
  bearer,
  redirect,
}: Call): RequestInit & { bearer?: Call['bearer']; headers: Record<string, string> } {
  return {
    headers: { ...(json !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(method !== undefined && { method }),
    ...(body !== undefined && { body }),
    ...(typeof body === 'object' && 'getReader' in body && { duplex: 'half' }),
    ...(json !== undefined && { body: JSON.stringify(json) }),
    ...(signal && { signal }),
    ...(bearer !== undefined && { bearer }),
    ...(redirect && { redirect }),
  }
}

function failureOf(error: unknown): Failure {
  const { name } = error as Error
  if (name === 'AbortError') return { kind: 'abort' }
  if (name === 'TimeoutError') return { kind: 'timeout' }
  return { kind: error instanceof TypeError ? 'network' : 'other' }
}
