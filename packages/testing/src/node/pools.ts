import { Agent, request as sendByNode } from 'node:http'
import { Agent as Dispatcher, fetch as undiciFetch } from 'undici'
import type { Pool } from '../suite/settings.ts'

/** Makes a pool of one connection over undici. */
export function createDispatcherPool(): Pool {
  const dispatcher = new Dispatcher({ connections: 1, pipelining: 1 })
  return {
    fetch(input, init) {
      const { url, method, headers, body, redirect, signal } = new Request(input, init)
      const options = { method, headers: [...headers], body, redirect, signal, duplex: 'half', dispatcher }
      return undiciFetch(url, options as object) as unknown as Promise<Response>
    },
    close: () => dispatcher.destroy(),
  }
}

/** Makes a pool of one connection over `node:http`. */
export function createAgentPool(): Pool {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return {
    agent,
    async fetch(input, init) {
      const request = new Request(input, init)
      const { url, method, headers } = request
      return send(url, { agent, method, headers: Object.fromEntries(headers) }, await request.text())
    },
    close: async () => agent.destroy(),
  }
}

function send(url: string, options: object, body: string): Promise<Response> {
  return new Promise((resolve, reject) => {
    const sent = sendByNode(url, options, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => resolve(new Response(Buffer.concat(chunks), { status: answer.statusCode ?? 0 })))
    })
    sent.once('error', reject)
    sent.end(body)
  })
}
