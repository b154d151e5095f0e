type Init = NonNullable<Parameters<typeof fetch>[1]>
type Body = NonNullable<Init['body']>

/**
 * Copies fetch's options and the bytes of the body. fetch would read both immediately, but a request that waits for a token is sent later.
 * Meanwhile the caller may change both.
 */
export function snapshotOf(init: Init | undefined): Init | undefined {
  if (init === undefined) return undefined
  const copy = { ...init }
  if (init.body != null) copy.body = bodySnapshot(init.body)
  return copy
}

/**
 * Copies a body that the caller can change. Returns strings and blobs unchanged, because they never change, and streams, because they can't
 * be copied.
 */
function bodySnapshot(body: Body): Body {
  if (body instanceof URLSearchParams) return new URLSearchParams(body)
  if (body instanceof ArrayBuffer) return body.slice(0)
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice()
  // React Native's FormData can't be iterated, and React Native's fetch sends no other FormData.
  if (!(body instanceof FormData) || !(Symbol.iterator in body)) return body
  const copy = new FormData()
  for (const [name, value] of body) copy.append(name, value as string)
  return copy
}
