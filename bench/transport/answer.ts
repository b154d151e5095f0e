/** What a request with this Authorization header gets; later, where the transport is to take its time. */
export type Judge = (authorization: string | undefined) => Status | Promise<Status>

export type Status = 200 | 401

/** What every transport answers. */
export interface Answer {
  readonly status: Status
  readonly rawHeaders: readonly Buffer[]
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly body: Buffer
}

const answers: Readonly<Record<Status, Answer>> = {
  200: answer(200, '{"id":1,"name":"Ada"}', {}),
  401: answer(401, '{"error":"invalid_token"}', { 'www-authenticate': 'Bearer error="invalid_token"' }),
}

export function answerTo(status: Status): Answer {
  return answers[status]
}

function answer(status: Status, text: string, more: Readonly<Record<string, string>>): Answer {
  const headers = { 'content-type': 'application/json', 'content-length': `${text.length}`, ...more }
  const rawHeaders = Object.entries(headers)
    .flat()
    .map((part) => Buffer.from(part))
  return { status, rawHeaders, headers, text, body: Buffer.from(text) }
}
