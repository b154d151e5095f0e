import { Dispatcher, setGlobalDispatcher } from 'undici'
import { responseWith, type ChooseStatus, type Status } from './responses.ts'

/** The part of undici's handler that fetch needs here. */
interface Handler {
  onConnect(abort: () => void): void
  onHeaders(status: number, headers: readonly Buffer[], resume: () => void, statusText: string): boolean
  onData(chunk: Buffer): boolean
  onComplete(trailers: readonly Buffer[]): void
}

interface Options {
  readonly headers: Readonly<Record<string, string>>
  readonly body: AsyncIterable<Uint8Array> | null
}

/**
 * Responds to fetch at once, without a socket. At this level the whole of the platform's fetch still runs: Request, Headers,
 * body streams and Response. Without `fetch` itself, little would be left to compare with.
 */
class NoOpDispatcher extends Dispatcher {
  readonly #chooseStatus: ChooseStatus
  constructor(chooseStatus: ChooseStatus) {
    super()
    this.#chooseStatus = chooseStatus
  }

  override dispatch(options: unknown, handler: unknown): boolean {
    const { headers, body } = options as Options
    const status = this.#chooseStatus(headers['Authorization'] ?? headers['authorization'])
    if (body == null && typeof status === 'number') respond(handler as Handler, status)
    else void settle(body, status).then((settled) => respond(handler as Handler, settled))
    return true
  }
}

/** Puts the no-op transport below the platform's fetch, for this whole process. */
export function installNoOpDispatcher(chooseStatus: ChooseStatus): void {
  setGlobalDispatcher(new NoOpDispatcher(chooseStatus))
}

let read = 0

async function settle(body: Options['body'], status: Status | Promise<Status>): Promise<Status> {
  // An unread body would make a POST look cheaper than it is.
  if (body !== null) for await (const chunk of body) read += chunk.byteLength
  return status
}

function respond(handler: Handler, settled: Status): void {
  const { status, rawHeaders, body } = responseWith(settled)
  handler.onConnect(() => {})
  handler.onHeaders(status, rawHeaders, () => {}, '')
  handler.onData(body)
  handler.onComplete([])
}
