import { setTimeout as pause } from 'node:timers/promises'

export type Method = 'GET' | 'POST' | 'DELETE'

/** A session of W3C WebDriver (https://www.w3.org/TR/webdriver2/). Its commands run one after another. */
export interface WebDriverSession {
  readonly browserVersion: string
  /** Opens a window. @returns its handle */
  readonly openWindow: () => Promise<string>
  /** Runs a command in a window. */
  readonly inWindow: <T>(handle: string, method: Method, path: string, body?: object) => Promise<T>
  readonly close: () => Promise<void>
}

/** Longest time of a command, ms. */
const commandTimeout = 60_000
/** What the error of a driver that hangs says. */
export const silence: string = `no response within ${commandTimeout / 1000} s`
/** The driver may still be starting. */
const attempts = 100

interface NewSession {
  readonly sessionId: string
  readonly capabilities: { readonly browserVersion: string }
}

/** Waits for a driver and opens a session. */
export async function openSession(driverUrl: string, capabilities: object): Promise<WebDriverSession> {
  await untilReady(driverUrl)
  const created = await send<NewSession>('POST', `${driverUrl}/session`, { capabilities: { alwaysMatch: capabilities } })
  const url = `${driverUrl}/session/${created.sessionId}`
  let queue: Promise<unknown> = Promise.resolve()
  let current: string | undefined

  /** The driver has one current window for all callers. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work)
    queue = turn.catch(() => {})
    return turn
  }
  async function inWindow<T>(handle: string, method: Method, path: string, body?: object): Promise<T> {
    if (current !== handle) await send('POST', `${url}/window`, { handle })
    current = method === 'DELETE' ? undefined : handle
    return send(method, url + path, body)
  }

  // It stays open: a session ends with its last window.
  const first = await send<string>('GET', `${url}/window`)
  return {
    browserVersion: created.capabilities.browserVersion,
    openWindow: () =>
      inTurn(async () => (await inWindow<{ readonly handle: string }>(first, 'POST', '/window/new', { type: 'window' })).handle),
    inWindow: (...command) => inTurn(() => inWindow(...command)),
    close: async () => void (await inTurn(() => send('DELETE', url))),
  }
}

async function untilReady(driverUrl: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await send('GET', `${driverUrl}/status`)
      return
    } catch (error) {
      if (attempt === attempts) throw error
      await pause(100)
    }
  }
}

/** @throws {Error} the command failed, with the driver's own words; or the driver did not respond */
async function send<T>(method: Method, url: string, body?: object): Promise<T> {
  const signal = AbortSignal.timeout(commandTimeout)
  const response = await fetch(url, { method, signal, ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }) }).catch((error) => {
    if (!signal.aborted) throw error
    throw new Error(`WebDriver: ${method} ${new URL(url).pathname}: ${silence}`)
  })
  const { value } = (await response.json()) as { readonly value: T & { readonly error?: string; readonly message?: string } }
  if (!response.ok) throw new Error(`WebDriver: ${method} ${new URL(url).pathname}: ${value.error}: ${value.message}`)
  return value
}
