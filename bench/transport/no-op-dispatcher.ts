import { Dispatcher, setGlobalDispatcher } from 'undici'
import { responseWith, type ChooseStatus, type Status } from './responses.ts'

/** What fetch expects of the connection below it, as far as it matters here. */
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
 * Answers fetch at once, without a socket. This is the lowest level at which the whole of the platform's fetch still
 * runs: its Request, Headers, body streams and Response. Replacing `fetch` itself would leave nothing to compare with.
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
  // A body that is not read would make a POST look cheaper than it is.
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
