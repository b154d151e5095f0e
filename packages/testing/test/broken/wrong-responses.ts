import { rightSteps } from '../reference-steps.ts'
import type { Broken } from './broken.ts'

const { authorize, attempt } = rightSteps

/** What is wrong with what the caller gets to see. */
export const wrongResponses: readonly Broken[] = [
  {
    fault: 'forgets time-out and signal once it sends',
    themes: ['timeouts', 'aborts'],
    steps: { attempt: (request, settings) => attempt(new Request(request, { signal: null }), settings) },
    noticedBy: [
      'the time-out is armed for the replay',
      'the time-out counts the body, too',
      'an abort during the replay ends it, and the new token stays',
    ],
  },
  {
    fault: 'leaves the token in its errors',
    themes: ['errors'],
    steps: {
      async attempt(request, settings) {
        const response = await attempt(request, settings)
        return response.status < 400 ? response : Object.assign(response, { sent: Object.fromEntries(request.headers) })
      },
    },
    noticedBy: ['no secret is in what comes of a second 401', 'no secret is in what comes of a 500'],
  },
  {
    fault: 'leaves the token in the errors of its streams',
    themes: ['errors'],
    steps: {
      async attempt(request, settings) {
        const { body, ...response } = shownParts(await attempt(request, settings))
        return new Response(body && failingWith(body, { sent: Object.fromEntries(request.headers) }), response)
      },
    },
    noticedBy: ['no secret is in the error of a streamed answer that is aborted midway'],
  },
  {
    fault: 'shows hooks the 401 that it refreshes for',
    themes: ['hooks'],
    steps: {
      async attempt(request, settings) {
        const response = await attempt(request, settings)
        if (response.status === 401) await settings.hooks?.after?.response?.(response)
        return response
      },
    },
    noticedBy: ['the caller sees one request and one answer, the final one (hooks installed on the wrapped client)'],
  },
  {
    fault: 'makes errors of its own',
    themes: ['errors', 'refresh', 'aborts', 'bodies', 'sessions'],
    steps: {
      authorize: (...args) =>
        authorize(...args).catch(() => {
          throw new Error('HTTP status 401')
        }),
      attempt: (...args) =>
        attempt(...args).catch((error: Error) => {
          throw Object.assign(new Error('it failed'), { name: `My${error.name}` })
        }),
    },
    noticedBy: [
      'a stream that fails while its request waits for a token fails the request, as without us',
      'a token that cannot be got fails the request with a typed error, and nothing is sent',
      "a connection that breaks is the client's own, word for word",
    ],
  },
  {
    fault: 'reads every answer to its end',
    themes: ['responses'],
    steps: {
      async attempt(request, settings) {
        const response = await attempt(request, settings)
        const body = await response.arrayBuffer()
        return new Response(response.status === 204 ? null : body, response)
      },
    },
    noticedBy: ['a stream can be read while the server is still sending it'],
  },
]

function shownParts({ body, status, headers }: Response): Pick<Response, 'body' | 'status' | 'headers'> {
  return { body, status, headers }
}

/** The same stream, but its errors have these details. */
function failingWith(body: ReadableStream<Uint8Array>, details: object): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw Object.assign(new Error('the stream broke off', { cause: error }), details)
      })
      if (done) controller.close()
      else controller.enqueue(value)
    },
  })
}
