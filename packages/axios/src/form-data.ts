import type { Config } from './config.ts'
import type { AxiosLibrary } from './axios-copy.ts'

/** A form of the package `form-data`, to which axios converts objects on Node. Its parts repeat: a header, a value, a footer. */
interface NodeForm {
  readonly _streams: readonly unknown[]
  readonly hasKnownLength: () => boolean
  readonly getLengthSync: () => number
  readonly getBoundary: () => string
  readonly getHeaders: () => Record<string, string>
}

/** A form whose bytes are in memory as `chunks`, so the form can be sent again. A `form-data` form is a stream, which is sent only once. */
export interface WholeForm {
  readonly form: NodeForm
  readonly chunks: readonly Uint8Array[]
}

/** Reads a form of strings and bytes. Undefined: the body is no such form, is empty, or has another length than `form-data` states. */
export function readForm(body: object): WholeForm | undefined {
  if (!isNodeForm(body)) return undefined
  const { _streams: parts } = body
  const chunks: Uint8Array[] = []
  for (const [index, part] of parts.entries()) {
    const chunk = chunkOf(part, index % 3 === 2)
    if (chunk === undefined) return undefined
    chunks.push(chunk)
  }
  if (chunks.length === 0) return undefined
  chunks.push(encode(`--${body.getBoundary()}--\r\n`))
  return body.hasKnownLength() && body.getLengthSync() === lengthOf(chunks) ? { form: body, chunks } : undefined
}

/** Returns a form's bytes as a body, and the headers for them. With both, axios's http adapter sends the same request as for the form. */
export function sentForm(
  { form, chunks }: WholeForm,
  { headers, formDataHeaderPolicy }: Config,
  { AxiosHeaders }: AxiosLibrary,
): Pick<Config, 'data' | 'headers'> {
  const own = Object.entries(form.getHeaders())
  const sent = formDataHeaderPolicy === 'content-only' ? own.filter(([name]) => /^content-(type|length)$/i.test(name)) : own
  return { data: joined(chunks), headers: Object.assign(new AxiosHeaders(), headers).set(Object.fromEntries(sent)) }
}

function isNodeForm(body: object): body is NodeForm {
  const { _streams, hasKnownLength, getLengthSync, getBoundary, getHeaders } = body as Partial<NodeForm>
  return Array.isArray(_streams) && [hasKnownLength, getLengthSync, getBoundary, getHeaders].every((method) => typeof method === 'function')
}

/**
 * Returns the bytes of one part of a form: of a header, a value or a footer. `form-data` has a function as the footer, whose bytes are a
 * line break. Undefined: the part has another type, such as a stream.
 */
function chunkOf(part: unknown, isFooter: boolean): Uint8Array | undefined {
  if (isFooter) return typeof part === 'function' ? encode('\r\n') : undefined
  if (typeof part === 'string') return encode(part)
  return part instanceof Uint8Array ? part : undefined
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function lengthOf(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, { length }) => sum + length, 0)
}

function joined(chunks: readonly Uint8Array[]): ArrayBuffer {
  const bytes = new Uint8Array(lengthOf(chunks))
  let end = 0
  for (const chunk of chunks) {
    bytes.set(chunk, end)
    end += chunk.length
  }
  return bytes.buffer
}
