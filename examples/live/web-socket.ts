// A WebSocket with a token. A page can set no header on the handshake, so that the first message holds the token.
import { type Coordinator, SessionEndedError } from '@everbearer/fetch'
import { pause } from './pause.ts'
import { watchToken } from './watch-token.ts'

/** The server closes the connection with this code if it rejects the token. The codes from 4000 to 4999 are for applications. */
export const tokenRejected = 4401

/** What the server sends: each message has a number. */
export interface LiveMessage {
  readonly id: number
  readonly data: string
}

export interface ConnectOptions {
  readonly onMessage: (message: LiveMessage) => void
  /** Closes the connection. */
  readonly signal: AbortSignal
  /** Waits before the next connection. */
  readonly pause?: (failures: number, signal: AbortSignal) => Promise<void>
}

/**
 * Receives messages until the session ends or `signal` aborts. Each newer token opens a new connection, whose first message says which
 * message was handled last.
 *
 * @throws {Error} the server rejected a refreshed token, too
 */
export async function connect(url: string, auth: Coordinator, options: ConnectOptions): Promise<void> {
  const stop = AbortSignal.any([auth.sessionSignal, options.signal])
  let after = 0
  let failures = 0
  let rejections = 0
  while (!stop.aborted) {
    try {
      const { accessToken } = await auth.getToken({ signal: stop })
      const end = await receive(url, auth, accessToken, stop, after, (message) => {
        failures = 0
        rejections = 0
        after = message.id
        options.onMessage(message)
      })
      if (end === 'replaced' || end === 'stopped') continue
      if (end === tokenRejected) {
        if (++rejections > 1) throw new RejectedError('the server rejected a refreshed token')
        // Another caller may have refreshed the token meanwhile.
        if (auth.peek().accessToken === accessToken) auth.invalidate()
        continue
      }
    } catch (error) {
      if (error instanceof SessionEndedError || stop.aborted) return
      if (error instanceof RejectedError) throw error
    }
    await (options.pause ?? pause)(++failures, stop)
  }
}

class RejectedError extends Error {}

/** One connection. Resolves with the code of its end, or with why this side has closed it. */
function receive(
  url: string,
  auth: Coordinator,
  accessToken: string,
  stop: AbortSignal,
  after: number,
  onMessage: (message: LiveMessage) => void,
): Promise<number | 'replaced' | 'stopped'> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url)
    const over = new AbortController()
    const { signal } = over
    const end = (result: number | 'replaced' | 'stopped'): void => {
      if (signal.aborted) return
      over.abort()
      endWatch?.()
      socket.close()
      resolve(result)
    }
    socket.addEventListener('open', () => socket.send(JSON.stringify({ token: accessToken, after })), { signal })
    socket.addEventListener('close', ({ code }) => end(code), { signal })
    socket.addEventListener(
      'message',
      ({ data }) => {
        try {
          onMessage(JSON.parse(String(data)) as LiveMessage)
        } catch (error) {
          end(0)
          reject(error)
        }
      },
      { signal },
    )
    stop.addEventListener('abort', () => end('stopped'), { signal })
    let endWatch: (() => void) | undefined
    endWatch = watchToken(auth, accessToken, () => end('replaced'))
    if (signal.aborted) endWatch()
  })
}
