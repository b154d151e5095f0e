import { browserLimits, limitsBeyondNode, type Subject } from '@everbearer/testing/conformance'

/** What a client or a runtime can't, by need or by the name of a behaviour, and why. */
export type Limits = Subject['limits']

const unprobed = 'it tells of uploads only where `new Request()` reads `duplex`, which it does not here: so it is without us'
const streamed = 'it tells of uploads by sending streams, which Chromium does over HTTP/2 alone: so it is without us'
const copied = 'workerd rejects with a copy of the reason; as long as we wait, the caller gets the reason itself'
const renamed = 'fetch in WebKit rejects with an AbortError, whatever the reason; as long as we wait, the caller gets the reason itself'
const unnamed = 'fetch in WebKit rejects with an AbortError, whatever the reason, and ofetch knows its time-out by the reason'
const shared = 'WebKit sends equal XMLHttpRequests that are under way at the same time as one request: so it is without us'

/** axios's fetch adapter and ky, on Bun, Deno and workerd, and in Firefox and WebKit. */
export const noUploadProgress: Limits = { 'upload-progress': unprobed }

/** axios's fetch adapter and ky, in Chromium. */
export const noStreamedProgress: Limits = { 'upload-progress': streamed }

/** What hands on the reason as fetch gives it, on workerd. */
export const workerdAborts: Limits = abortReasons(copied)

/** What hands on the reason as fetch gives it, in WebKit. */
export const webKitAborts: Limits = abortReasons(renamed)

/** ofetch in WebKit. */
export const webKitTimeouts: Limits = {
  'the time-out is armed for the first attempt': unnamed,
  'a request that timed out harms neither the token nor the next request': unnamed,
}

/** axios's xhr adapter in WebKit. */
export const sharedRequests: Limits = {
  'several clients share one token and one refresh': shared,
  'before any session, requests go out without a token where the coordinator says so, and a 401 is their response': shared,
}

/** Any client in WebKit. */
export const inWebKit: Limits = {
  ...browserLimits,
  'an abort while the body of a streamed 401 trickles in ends the request':
    'libsoup, the network library of WebKitGTK, reads the body of a 401 to its end before a script gets the response: so it is without us',
}

/** Any client on workerd. */
export const onWorkerd: Limits = {
  ...limitsBeyondNode,
  'a stream that fails while its request waits for a token fails the request, and the token still comes':
    'workerd sends what it has of a stream that failed: so it does without us',
}

/** axios 1.12.0's fetch adapter, under Node. */
export const oldestAxiosFetch: Limits = {
  'FormData is replayed whole, with a boundary that fits':
    'axios 1.12.0 itself sends FormData from its fetch adapter under Node as application/x-www-form-urlencoded',
}

/** Bun, Deno and workerd. */
export const beyondNode: Limits = limitsBeyondNode

export const inBrowsers: Limits = browserLimits

/** In browsers, where the server does not expose it. */
export const hiddenChallenge: Limits = { challenge: 'the server does not expose WWW-Authenticate to other origins: no script can read it' }

function abortReasons(why: string): Limits {
  return {
    'the reason of an abort while waiting for the first token reaches the caller as it would without us': why,
    'the reason of an abort during the refresh reaches the caller as it would without us': why,
  }
}
