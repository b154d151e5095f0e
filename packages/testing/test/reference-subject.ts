import type { Failure, Reply, Subject } from '../src/conformance.ts'
import { createReferenceClient, StatusError } from './reference-client.ts'
import { rightSteps, type Steps } from './reference-steps.ts'

/** The reference, or what is left of it when some of its steps are replaced. */
export function referenceSubject(broken: Partial<Steps> = {}): Subject {
  const noProgress = 'fetch tells none'
  return {
    name: 'reference',
    create(auth, settings) {
      const send = createReferenceClient(
        [auth, settings.alsoFor].filter((one) => one !== undefined),
        settings,
        auth ? { ...rightSteps, ...broken } : rightSteps,
      )
      return { send: async (call) => replyOf(await send(call), call.responseType) }
    },
    async failureOf(error): Promise<Failure> {
      if (error instanceof StatusError) return { kind: 'http', status: error.status, body: (await replyOf(error.response)).body }
      const { name } = error as Error
      if (name === 'AbortError') return { kind: 'abort' }
      if (name === 'TimeoutError') return { kind: 'timeout' }
      return { kind: error instanceof TypeError ? 'network' : 'other' }
    },
    limits: { 'upload-progress': noProgress, 'download-progress': noProgress },
  }
}

async function replyOf(native: Response, responseType?: string): Promise<Reply> {
  return { status: native.status, header: (name) => native.headers.get(name), body: await read(native, responseType), native }
}

async function read(response: Response, responseType: string | undefined): Promise<unknown> {
  if (responseType === 'stream') return response.body
  if (responseType === 'bytes') return response.arrayBuffer()
  const text = await response.text()
  const isJson = responseType !== 'text' && response.headers.get('content-type')?.includes('json') === true
  return isJson && text !== '' ? JSON.parse(text) : text
}
