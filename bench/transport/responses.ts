/** The response to a request with this Authorization header, or a promise of it for a slow transport. */
export type ChooseStatus = (authorization: string | undefined) => Status | Promise<Status>

export type Status = 200 | 401

/** The response of every transport. */
export interface FixedResponse {
  readonly status: Status
  readonly rawHeaders: readonly Buffer[]
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly body: Buffer
}

const responses: Readonly<Record<Status, FixedResponse>> = {
  200: response(200, '{"id":1,"name":"Ada"}', {}),
  401: response(401, '{"error":"invalid_token"}', { 'www-authenticate': 'Bearer error="invalid_token"' }),
}

export function responseWith(status: Status): FixedResponse {
  return responses[status]
}

function response(status: Status, text: string, more: Readonly<Record<string, string>>): FixedResponse {
  const headers = { 'content-type': 'application/json', 'content-length': `${text.length}`, ...more }
  const rawHeaders = Object.entries(headers)
    .flat()
    .map((part) => Buffer.from(part))
  return { status, rawHeaders, headers, text, body: Buffer.from(text) }
}
