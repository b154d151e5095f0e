import type { IncomingHttpHeaders } from 'node:http'
import { bodyOf, listen, type Listener } from './listener.ts'

/** One request to the authorization server, as it came over the wire. */
export interface RecordedRequest {
  readonly method: string
  /** Path and query, to the letter. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** The body's fields. */
  readonly form: Readonly<Record<string, string>>
  /** 0 where the connection was cut. */
  readonly status: number
  /** The fields of the response, if it is a JSON object. */
  readonly responseFields: Readonly<Record<string, unknown>>
}

/** An answer in place of the server's; `cut` closes the connection without one. */
export type Interference =
  | { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> }
  | 'cut'
  | undefined

/** Stands in front of a Keycloak, writes down what passes, and changes nothing unless told to. */
export interface Recorder extends Listener {
  readonly requests: RecordedRequest[]
  /** Changes the fields of the server's answers of 200. */
  rewrite: ((fields: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>) | undefined
  /** Writes an answer of 200 in its own way. @default JSON.stringify */
  print: (fields: unknown) => string
  /** Answers in the server's place. */
  interfere: ((request: Pick<RecordedRequest, 'url' | 'form' | 'headers'>) => Interference) | undefined
  /** The grants that were asked for, in order. */
  readonly grants: () => string[]
  /** How many were answered with a token. */
  readonly tokensIssued: () => number
}

const passedOn = ['content-type', 'www-authenticate', 'retry-after', 'cache-control']

/** @param upstream - the origin behind it */
export async function startRecorder(upstream: string): Promise<Recorder> {
  const requests: RecordedRequest[] = []
  const listener = await listen(async (request, response) => {
    const body = (await bodyOf(request)).toString()
    const { method = 'GET', url = '/', headers } = request
    const asked = { method, url, headers, body, form: Object.fromEntries(new URLSearchParams(body)) }
    const note = (status: number, responseFields: RecordedRequest['responseFields'] = {}): void =>
      void requests.push({ ...asked, status, responseFields })

    const instead = recorder.interfere?.(asked)
    if (instead === 'cut') {
      note(0)
      return void response.destroy()
    }
    if (instead !== undefined) {
      note(instead.status)
      return void response.writeHead(instead.status, { 'content-type': 'application/json', ...instead.headers }).end(instead.body)
    }

    const passed = await passOn(upstream, asked).catch(() => undefined)
    if (passed === undefined) {
      note(0)
      return void response.destroy()
    }
    const text = await passed.text()
    const fields = fieldsOf(text)
    const sent = passed.ok && fields !== undefined ? (recorder.rewrite?.(fields) ?? fields) : fields
    note(passed.status, sent)
    const kept = passedOn.flatMap((name) => (passed.headers.has(name) ? [[name, passed.headers.get(name) ?? '']] : []))
    response.writeHead(passed.status, Object.fromEntries(kept) as Record<string, string>)
    response.end(passed.ok && sent !== undefined ? recorder.print(sent) : text)
  })
  const recorder: Recorder = {
    ...listener,
    requests,
    rewrite: undefined,
    print: (fields) => JSON.stringify(fields),
    interfere: undefined,
    grants: () => requests.map(({ form }) => form['grant_type'] ?? ''),
    tokensIssued: () => requests.filter(({ status, responseFields }) => status === 200 && 'access_token' in responseFields).length,
  }
  return recorder
}

/** The Host header becomes the server's own, so that its tokens name one issuer however they were asked for. */
function passOn(
  upstream: string,
  { method, url, headers, body }: Pick<RecordedRequest, 'method' | 'url' | 'headers' | 'body'>,
): Promise<Response> {
  const names = ['content-type', 'authorization', 'accept'] as const
  const kept = names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]] as [string, string]]))
  return fetch(upstream + url, { method, headers: kept, redirect: 'manual', ...(body !== '' && { body }) })
}

function fieldsOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
