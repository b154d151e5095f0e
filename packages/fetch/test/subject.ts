import type { Call, Client, ClientSettings, Failure, Reply, Subject, Transport } from '@everbearer/behaviour'
import { type Fetch, withBearer } from '../src/index.ts'

const none = 'fetch has none; whoever wants one wraps fetch'

/** The platform's fetch. */
export const fetchSubject: Subject = {
  name: 'fetch',
  create: createClient,
  failureOf,
  limits: {
    'timeout': 'fetch knows only signals; AbortSignal.timeout() is the wall clock of its caller',
    'retries': none,
    'throwing': 'fetch throws for no answer, whatever its status',
    'hooks-before': none,
    'default-headers': none,
    'base-url': none,
    'query': none,
    'upload-progress': none,
    'download-progress': none,
  },
}

function createClient(auth: Parameters<Subject['create']>[0], { baseUrl, transport, pool, hooks, twice }: ClientSettings): Client {
  const native: Fetch = transport ? spied(transport) : (pool?.fetch ?? globalThis.fetch)
  const once = auth ? withBearer(native, auth) : native
  const client = auth && twice ? withBearer(once, auth) : once
  return {
    async send(call) {
      const init = initOf(call)
      const headers = new Headers(init.headers)
      await hooks?.after?.request?.({ header: (name) => headers.get(name), setHeader: (name, value) => headers.set(name, value) })
      const response = await client(URL.canParse(call.path) ? call.path : baseUrl + call.path, { ...init, headers })
      await hooks?.after?.response?.(response)
      return replyOf(response, call.responseType)
    },
  }
}

function initOf({ method, headers, body, json, signal, bearer, redirect }: Call): RequestInit & { bearer?: boolean; headers: Record<string, string> } {
  return {
    headers: { ...(json !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(method !== undefined && { method }),
    ...(body !== undefined && { body }),
    ...(body instanceof ReadableStream && { duplex: 'half' }),
    ...(json !== undefined && { body: JSON.stringify(json) }),
    ...(signal && { signal }),
    ...(bearer !== undefined && { bearer }),
    ...(redirect && { redirect }),
  }
}

/** A fetch of the user's own around the platform's. */
function spied({ sending, answered }: Transport): Fetch {
  return async (input, init) => {
    const url = typeof input === 'object' && 'url' in input ? input.url : String(input)
    await sending?.(url)
    const response = await globalThis.fetch(input, init)
    await answered?.(response.status, url)
    return response
  }
}

/** Reads an answer as fetch's users do; `json` is for JSON only, so what is none comes as text. */
async function replyOf(native: Response, responseType?: Call['responseType']): Promise<Reply> {
  return { status: native.status, header: (name) => native.headers.get(name), body: await read(native, responseType), native }
}

async function read(response: Response, responseType: Call['responseType']): Promise<unknown> {
  if (responseType === 'stream') return response.body
  if (responseType === 'bytes') return response.arrayBuffer()
  const text = await response.text()
  const isJson = responseType !== 'text' && (response.headers.get('content-type') ?? '').includes('json')
  return isJson && text !== '' ? JSON.parse(text) : text
}

function failureOf(error: unknown): Failure {
  const { name } = error as Error
  if (name === 'AbortError') return { kind: 'abort' }
  if (name === 'TimeoutError') return { kind: 'timeout' }
  return { kind: error instanceof TypeError ? 'network' : 'other' }
}
