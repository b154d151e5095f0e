/** Error for requests that differ from the expected requests. Test frameworks show `actual` and `expected`. */
export class RequestsDifferError extends Error {
  override readonly name = 'RequestsDifferError'
  readonly actual: unknown
  readonly expected: unknown

  constructor(message: string, actual: unknown, expected: unknown) {
    super(message)
    this.actual = actual
    this.expected = expected
  }
}

/** The expected values of one request: some of its fields and headers. A regular expression is matched against the text. */
export type ExpectedRequest<Request> = {
  readonly [Field in keyof Request]?: Request[Field] extends string | undefined
    ? Request[Field] | RegExp
    : Request[Field] extends Readonly<Record<string, string>>
      ? Readonly<Record<string, string | RegExp>>
      : Request[Field]
}

/**
 * Compares requests with the expected requests: their number, their order, and the fields that the test names.
 *
 * @example
 * ```ts
 * import { createTestServer, expectRequests } from '@everbearer/testing'
 *
 * const server = createTestServer()
 * expectRequests(server.apiRequests, []) // nothing was sent
 * expectRequests(server.tokenRequests, [{ grant: 'refresh_token', status: 200 }])
 * ```
 * @throws {RequestsDifferError} the requests differ; the message lists every request
 */
export function expectRequests<Request extends object>(actual: readonly Request[], expected: readonly ExpectedRequest<Request>[]): void {
  const differences = expected.flatMap((each, index) => {
    const request = actual[index]
    return request === undefined ? [] : differencesOf(request, each, `request ${index + 1}`)
  })
  if (actual.length !== expected.length) differences.unshift(`expected ${expected.length} requests, got ${actual.length}`)
  if (differences.length === 0) return
  const sent = actual.map((request, index) => `  ${index + 1}. ${lineOf(request)}`)
  throw new RequestsDifferError(
    [...differences, 'sent:', ...(sent.length > 0 ? sent : ['  nothing'])].join('\n'),
    [...actual],
    [...expected],
  )
}

function differencesOf(actual: object, expected: object, at: string): string[] {
  return Object.entries(expected).flatMap(([field, wanted]) => {
    const got = (actual as Record<string, unknown>)[field]
    if (wanted instanceof RegExp)
      return wanted.test(String(got)) ? [] : [`${at}: ${field} is ${print(got)}, which ${wanted} does not match`]
    if (typeof wanted === 'object' && wanted !== null) return differencesOf(Object(got) as object, wanted as object, `${at}, ${field}`)
    return Object.is(got, wanted) ? [] : [`${at}: ${field} is ${print(got)}, not ${print(wanted)}`]
  })
}

function lineOf(request: object): string {
  const shown = Object.entries(request).filter(([, value]) => typeof value !== 'object' && value !== undefined && value !== '')
  return shown.map(([field, value]) => `${field}: ${print(value)}`).join(', ')
}

function print(value: unknown): string {
  return JSON.stringify(value) ?? String(value)
}
