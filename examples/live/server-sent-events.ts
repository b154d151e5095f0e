// Server-sent events with a token. `EventSource` sends no headers, so that fetch reads the stream.
import { type Coordinator, SessionEndedError, withBearer } from '@everbearer/fetch'
import { type EventSourceMessage, EventSourceParserStream } from 'eventsource-parser/stream'
import { pause } from './pause.ts'
import { watchToken } from './watch-token.ts'

export interface ListenOptions {
  readonly onEvent: (event: EventSourceMessage) => void
  /** Ends the stream. */
  readonly signal: AbortSignal
  /** Waits before the next connection. */
  readonly pause?: (failures: number, signal: AbortSignal) => Promise<void>
}

/**
 * Reads events until the session ends or `signal` aborts. Each newer token opens a new connection. `Last-Event-ID` names the last event
 * that was handled, so that the server sends each later event.
 *
 * @throws {Error} the server answered with a 4xx, a 401 after one refresh too
 */
export async function listen(url: string, auth: Coordinator, options: ListenOptions): Promise<void> {
  const stop = AbortSignal.any([auth.sessionSignal, options.signal])
  let used = ''
  const api = withBearer((input, init) => {
    used = new Headers(init?.headers).get('authorization')?.replace(/^Bearer /, '') ?? ''
    return fetch(input, init)
  }, auth)

  let lastEventId = ''
  let failures = 0
  while (!stop.aborted) {
    const handover = new AbortController()
    let endWatch: (() => void) | undefined
    try {
      const headers = { accept: 'text/event-stream', ...(lastEventId !== '' && { 'last-event-id': lastEventId }) }
      const response = await api(url, { headers, cache: 'no-store', signal: AbortSignal.any([stop, handover.signal]) })
      if (!response.ok || response.body === null) {
        await response.body?.cancel()
        throw new StreamError(response.status)
      }
      failures = 0
      // From the response on: a refresh after a 401 has brought this very response, and must not end it.
      endWatch = watchToken(auth, used, () => handover.abort())
      const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
      for await (const event of events) {
        if (handover.signal.aborted || stop.aborted) break
        if (event.id !== undefined) lastEventId = event.id
        options.onEvent(event)
      }
    } catch (error) {
      if (error instanceof SessionEndedError) return
      if (error instanceof StreamError && error.status < 500) throw error
    } finally {
      endWatch?.()
    }
    if (!handover.signal.aborted && !stop.aborted) await (options.pause ?? pause)(++failures, stop)
  }
}

class StreamError extends Error {
  readonly status: number

  constructor(status: number) {
    super(`the server answered with ${status}`)
    this.status = status
  }
}
