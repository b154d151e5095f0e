import { browserLimits, limitsBeyondNode, limitsOfReactNative, type Subject } from '@everbearer/testing/conformance'

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

const byXhr2 = 'xhr2, which stands in for the network of a phone, follows redirects with all headers: so it does without us'
const noSetters = "React Native's URL has no setter for this"
const noTimeoutSignal = 'React Native 0.86 has no AbortSignal.timeout'
const noReason = 'signals of React Native 0.86 have no reason, by which the client tells its time-out: so it is without us'
const ownException = 'whatwg-fetch rejects with a DOMException of its own, which it shows to nobody'
const noProgress = 'xhr2, which stands in for the network of a phone, tells of no upload'
const noParams = "React Native's fetch sends an empty body for URLSearchParams"
const emptyCopy = "whatwg-fetch, which is React Native's fetch, takes the body of a Request that it copies, if that body is empty"
const wholeBody = "React Native's fetch gives no stream"

/** Any client on React Native. */
export const onReactNative: Limits = {
  ...limitsOfReactNative,
  'a signal that times out ends the wait for a token, and nothing is sent': noTimeoutSignal,
  'if the target of a redirect refuses the token, the request is replayed from its start': byXhr2,
  'a redirect to another origin carries no token, and a 401 from there costs no refresh': byXhr2,
  'a POST that is redirected to another origin, in whichever way, carries no token there': byXhr2,
}

/** What sends by React Native's fetch. */
export const reactNativeFetch: Limits = {
  'a token in a header of another name follows no redirect to another origin': "React Native's fetch follows each redirect",
}

/** ky, ofetch and fetch on React Native. */
export const reactNativeFetchErrors: Limits = {
  'a URL object that is changed while its request waits takes the token to no other origin': noSetters,
  "an abort while waiting for a token is the client's own error, as for one that aborted before it was sent": ownException,
  'URLSearchParams is replayed byte for byte, with the same type and length': noParams,
}

/** axios's fetch adapter and ky on React Native. */
export const reactNativeBodies: Limits = { 'download-progress': wholeBody, 'streamed-response': wholeBody }

/** axios and ky on React Native. */
export const reactNativeUploads: Limits = { 'upload-progress': noProgress }

/** ky on React Native. */
export const reactNativeCopies: Limits = { 'an empty string is replayed byte for byte, with the same type and length': emptyCopy }

/** ofetch on React Native gives the whole body where a stream was asked for. */
export const reactNativeStreams: Limits = {
  'a stream can be read while the server is still sending it': wholeBody,
  'an abort while the body of a streamed 401 trickles in ends the request': wholeBody,
  'an abort while a streamed answer is read breaks it off, as without us': wholeBody,
  'no secret is in the error of a streamed answer that is aborted midway': wholeBody,
}

/** axios's fetch adapter on React Native. */
export const reactNativeBodyTimeouts: Limits = { 'the time-out counts the body, too': noReason }

/** fetch on React Native. */
export const reactNativeFetchBodies: Limits = { 'streamed-response': wholeBody }

/** axios's fetch adapter and ofetch on React Native. */
export const reactNativeTimeouts: Limits = {
  'the time-out is armed for the first attempt': noReason,
  'the time-out is armed for the replay': noReason,
  "the time-out of the client's defaults counts, for the replay too": noReason,
  'a request that timed out harms neither the token nor the next request': noReason,
}

/** ofetch on React Native. */
export const reactNativeOfetch: Limits = {
  ...reactNativeTimeouts,
  'the wait for the first token is not charged to the time-out': noReason,
  'the refresh after a 401 is not charged to the time-out': noReason,
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
