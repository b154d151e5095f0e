import { XMLHttpRequest } from 'xhr2'

/**
 * The XMLHttpRequest that stands in for React Native's own, which needs a phone. As there, a body may be text, bytes, a Blob or a form.
 * Any other object is sent as an empty body (`Libraries/Network/convertRequestBody.js`).
 */
export class NativeRequest extends XMLHttpRequest {
  #contentType = ''
  #isAborted = false

  override setRequestHeader(name: string, value: string): void {
    if (name.toLowerCase() === 'content-type') this.#contentType = value
    else super.setRequestHeader(name, value)
  }

  override abort(): void {
    this.#isAborted = true
    super.abort()
  }

  override send(body?: unknown): void {
    if (!(body instanceof Blob) && !(body instanceof FormData)) {
      if (this.#contentType !== '') super.setRequestHeader('content-type', this.#contentType)
      const isSent = typeof body === 'string' || body instanceof ArrayBuffer || ArrayBuffer.isView(body)
      super.send(isSent ? body : null)
      return
    }
    const { blob, type } = body instanceof FormData ? formOf(body) : { blob: body, type: this.#contentType || body.type }
    if (type !== '') super.setRequestHeader('content-type', type)
    void blob.arrayBuffer().then((buffer) => this.#isAborted || super.send(buffer))
  }
}

// oxlint-disable-next-line typescript/unbound-method -- called with a form
const entriesOf = FormData.prototype.entries
// The form of React Native shows its parts to its own XMLHttpRequest alone (`Libraries/Network/FormData.js`).
for (const name of ['entries', 'keys', 'values', 'forEach', Symbol.iterator]) Reflect.deleteProperty(FormData.prototype, name)

/** Writes a form as multipart/form-data. */
function formOf(form: FormData): { readonly blob: Blob; readonly type: string } {
  const boundary = `form-${Math.random().toString(36).slice(2)}`
  const parts: (string | Blob)[] = []
  for (const [name, value] of entriesOf.call(form)) {
    const file = typeof value === 'string' ? '' : `; filename="${value.name}"\r\nContent-Type: ${value.type || 'application/octet-stream'}`
    parts.push(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`, value, '\r\n')
  }
  return { blob: new Blob([...parts, `--${boundary}--\r\n`]), type: `multipart/form-data; boundary=${boundary}` }
}
