import { bindCall } from '@everbearer/core/adapter'
import { rightSteps } from '../reference-steps.ts'
import type { Broken } from './broken.ts'

const { handleErrorResponse, compose, attempt } = rightSteps

/** What is wrong with what is sent. */
export const wrongRequests: readonly Broken[] = [
  {
    fault: 'knows no coordinator but its own',
    themes: ['clients'],
    steps: { bind: (auth, { signal }) => bindCall(auth, { signal }) },
    noticedBy: [
      'a request whose `bearer` is another coordinator carries its token, and is replayed with its next one',
      'requests of a client for a pool carry each the token of the coordinator that they name',
    ],
  },
  {
    fault: 'replays with an empty body',
    themes: ['bodies', 'requests'],
    steps: {
      compose: (url, call, headers, authorization) =>
        compose(url, (authorization?.attempt ?? 1) > 1 && call.body !== undefined ? { ...call, body: '' } : call, headers, authorization),
    },
    noticedBy: [
      'a JSON object is replayed byte for byte, with the same type and length',
      'a Blob of 1 MB is replayed byte for byte, with the same type and length',
      'FormData is replayed whole, with a boundary that fits',
      'no body is ever sent empty or half, be it a storm of them',
    ],
  },
  {
    fault: 'replays a stream that has been read',
    themes: ['bodies'],
    steps: {
      handleErrorResponse: (auth, sent, response, details) =>
        handleErrorResponse(auth, sent, response, { ...details, call: { ...details.call, body: '' } }),
      compose: (url, call, headers, authorization) =>
        compose(url, call.body instanceof ReadableStream && call.body.locked ? { ...call, body: '' } : call, headers, authorization),
    },
    noticedBy: ['a stream is replayed right or not at all, and then the 401 surfaces whole'],
  },
  {
    fault: 'leaves the stream of a request alone that it gives up',
    themes: ['aborts'],
    steps: { abandon() {} },
    noticedBy: [
      'an abort of a streamed request before it is sent cancels its stream',
      'an abort of a streamed request while it waits for a token cancels its stream',
    ],
  },
  {
    fault: 'sends what is left of a stream that failed',
    themes: ['bodies'],
    steps: {
      compose: (url, call, headers, authorization) =>
        compose(url, call.body instanceof ReadableStream ? { ...call, body: withoutError(call.body) } : call, headers, authorization),
    },
    noticedBy: ['a stream that fails while its request waits for a token fails the request, and the token still comes'],
  },
  {
    fault: 'drops the query of the replay',
    themes: ['requests', 'responses'],
    steps: {
      compose: (url, call, headers, authorization) =>
        compose((authorization?.attempt ?? 1) > 1 ? url.replace(/\?.*/, '') : url, call, headers, authorization),
    },
    noticedBy: ['the query is put in once', 'a query in the path stays as it was written'],
  },
  {
    fault: 'reads a URL object when it sends, and not when it is called',
    themes: ['requests', 'credentials'],
    steps: { compose: (url, call, headers, authorization) => compose(call.url?.href ?? url, call, headers, authorization) },
    noticedBy: [
      'a URL object is read when the call begins: changed for the next of three calls, it is requested as it was for each',
      'a URL object that is changed while its request waits takes the token to no other origin',
    ],
  },
  {
    fault: 'changes the method of the replay',
    themes: ['requests', 'bodies'],
    steps: {
      compose: (url, call, headers, authorization) =>
        compose(
          url,
          (authorization?.attempt ?? 1) > 1 && call.body === undefined ? { ...call, method: 'GET' } : call,
          headers,
          authorization,
        ),
    },
    noticedBy: ['DELETE is replayed as DELETE', 'HEAD is replayed as HEAD'],
  },
  {
    fault: 'drops the headers of the replay',
    themes: ['requests', 'hooks'],
    steps: {
      compose: (url, call, headers, authorization) =>
        compose(url, call, (authorization?.attempt ?? 1) > 1 ? new Headers() : headers, authorization),
    },
    noticedBy: ["the caller's headers arrive on both attempts", 'nothing is put on a request but the token'],
  },
  {
    fault: 'adds the token on the way to another origin',
    themes: ['redirects'],
    steps: {
      async attempt(request, settings) {
        const response = await attempt(new Request(request, { redirect: 'manual' }), settings)
        const location = response.headers.get('location')
        if (location === null) return response
        return fetch(new URL(location, request.url), { headers: request.headers, signal: request.signal })
      },
    },
    noticedBy: [
      'a redirect to another origin carries no token, and a 401 from there costs no refresh',
      'a token in a header of another name follows no redirect to another origin',
    ],
  },
  {
    fault: 'tells the server about itself',
    themes: ['requests', 'credentials'],
    steps: {
      async attempt(request, settings) {
        request.headers.set('x-bearer', 'everbearer')
        return attempt(request, settings)
      },
    },
    noticedBy: ['nothing is put on a request but the token', 'the server is not told of `bearer`'],
  },
  {
    fault: 'tries again on its own when the server fails',
    themes: ['challenges', 'retries'],
    steps: {
      async attempt(request, settings) {
        const spare = request.clone()
        const response = await attempt(request, settings)
        return response.status >= 400 && response.status !== 401 ? attempt(spare, settings) : response
      },
    },
    noticedBy: ['a 503 is not replayed', 'a replay counts as no retry, and retries end where they would without us'],
  },
]

function withoutError(stream: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = stream.getReader()
  return new ReadableStream({
    async pull(controller) {
      const { value } = await reader.read().catch(() => ({ value: undefined }))
      if (value === undefined) controller.close()
      else controller.enqueue(value)
    },
  })
}
