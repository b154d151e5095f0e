import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createControlCalls } from './control-calls.ts'
import type { ControlCalls } from './control-calls.ts'
import { withCors } from './cors.ts'
import { listen } from './listener.ts'
import { readBody } from './request-body.ts'
import { startTestbed } from './testbed.ts'
import type { Testbed, TestbedOptions } from './testbed.ts'

/**
 * Server that creates and ends testbeds for programs that cannot start servers, such as pages. `runBehaviours()` needs the URL of this
 * server. If there are more than 500 testbeds, the server closes the oldest testbed.
 */
export interface Control extends AsyncDisposable {
  /** URL of the server, such as `http://127.0.0.1:41234`. */
  readonly url: string
  /** Ends the server and its testbeds. */
  close(): Promise<void>
}

/** Maximum number of testbeds at the same time. If there are more, the oldest testbed is closed. */
const mostTestbeds = 500

interface Entry {
  readonly testbed: Testbed
  readonly calls: ControlCalls
}

/** Starts a control server on the loopback interface. @param port - 0: any free port. @default 0 */
export async function startControl(port = 0): Promise<Control> {
  const listener = await listen(port)
  const entries = new Map<string, Entry>()

  async function create(options: TestbedOptions): Promise<unknown> {
    const testbed = await startTestbed(options)
    const id = randomUUID()
    entries.set(id, { testbed, calls: createControlCalls(testbed) })
    for (const oldest of [...entries.keys()].slice(0, -mostTestbeds)) await end(oldest)
    return { id, issuer: testbed.issuer, tokenEndpoint: testbed.tokenEndpoint, api: testbed.api }
  }

  async function end(id: string): Promise<void> {
    const entry = entries.get(id)
    entries.delete(id)
    await entry?.testbed.close()
  }

  async function perform(path: string, body: unknown): Promise<unknown> {
    const [, root, id, call] = path.split('/')
    if (root === 'testbeds' && id === undefined) return create(body as TestbedOptions)
    const entry = entries.get(id ?? '')
    if (entry === undefined) throw new RangeError(`there is no testbed ${id}`)
    if (call === 'close') return end(id ?? '')
    const method = Object.hasOwn(entry.calls, call ?? '') ? entry.calls[call ?? ''] : undefined
    if (method === undefined) throw new RangeError(`a testbed knows no ${call}`)
    return method(...(body as never[]))
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let status = 200
    let answer: unknown
    try {
      answer = { result: await perform(request.url ?? '/', JSON.parse((await readBody(request)).toString())) }
    } catch (error) {
      status = 400
      answer = { error: String(error) }
    }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  }

  listener.serve(withCors(handle, true))
  const close = async (): Promise<void> => {
    await Promise.all([...entries.keys()].map(end))
    await listener.close()
  }
  return { url: listener.origin, close, [Symbol.asyncDispose]: close }
}
