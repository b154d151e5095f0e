import { browserLimits, limitsBeyondNode, type Subject } from '@everbearer/testing'

/** What a client or a runtime can't, by need or by the name of a behaviour, and why. */
export type Limits = Subject['limits']

const unprobed = 'it tells of uploads only where `new Request()` reads `duplex`, which it does not here: so it is without us'
const streamed = 'it tells of uploads by sending streams, which Chromium does over HTTP/2 alone: so it is without us'
const copied = 'workerd rejects with a copy of the reason; as long as we wait, the caller gets the reason itself'

/** axios's fetch adapter and ky, on Bun, Deno and workerd. */
export const noUploadProgress: Limits = { 'upload-progress': unprobed }

/** axios's fetch adapter and ky, in Chromium. */
export const noStreamedProgress: Limits = { 'upload-progress': streamed }

/** What hands on the reason as fetch gives it, on workerd. */
export const workerdAborts: Limits = {
  'the reason of an abort while waiting for the first token reaches the caller as it would without us': copied,
  'the reason of an abort during the refresh reaches the caller as it would without us': copied,
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
