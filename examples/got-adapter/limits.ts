import type { Subject } from '@everbearer/testing/conformance'

const noBlob = 'got sends no Blob'
const ownAbort = 'got makes an error of its own of the reason, and core passes the reason on'
const perAttempt = 'hooks run for each attempt: got is called anew for a replay'
const wrappedByGot = "got makes an error of its own of a hook's error"
const lateHeader = 'got tells of a header that a hook sets only when the request is sent'
const ownRetries = "got's retries stay within an attempt, and carry the token of that attempt"

/** What the adapter can't do, with the reason: by a need of behaviours, or by the name of one behaviour. */
export const limits: Subject['limits'] = {
  query: "got's option for a query replaces the query of the URL",
  'platform-fetch': 'got sends by node:http',
  transport: "a transport of got's has no fetch",
  'upload-progress': 'got is called anew for each attempt, and its promise tells of no progress',
  'download-progress': 'got is called anew for each attempt, and its promise tells of no progress',
  'streamed-response': 'the adapter leaves streams alone',
  'a Blob is replayed byte for byte, with the same type and length': noBlob,
  'a Blob of 1 MB is replayed byte for byte, with the same type and length': noBlob,
  'no body is ever sent empty or half, be it a storm of them': noBlob,
  "an abort while waiting for a token is the client's own error, as for one that aborted before it was sent": ownAbort,
  'the reason of an abort while waiting for the first token reaches the caller as it would without us': ownAbort,
  'the reason of an abort during the refresh reaches the caller as it would without us': ownAbort,
  'the caller sees one request and one answer, the final one (hooks installed before we wrapped the client)': perAttempt,
  'the caller sees one request and one answer, the final one (hooks installed on the wrapped client)': perAttempt,
  'a second 401 is seen once (hooks installed before we wrapped the client)': perAttempt,
  'a second 401 is seen once (hooks installed on the wrapped client)': perAttempt,
  "credentials that the caller's hook sets are left alone (hooks installed before we wrapped the client)": lateHeader,
  "credentials that the caller's hook sets are left alone (hooks installed on the wrapped client)": lateHeader,
  'a client wrapped for two sessions sends each its own token': 'the adapter takes one coordinator',
  'hooks on both sides see the same request and the same answer': perAttempt,
  "an error of the caller's hook ends the request before anything is sent (hooks installed before we wrapped the client)": wrappedByGot,
  "an error of the caller's hook ends the request before anything is sent (hooks installed on the wrapped client)": wrappedByGot,
  "a caller's own retry after a 401 carries the newest token": ownRetries,
  'a retry after the token expired carries a new one': ownRetries,
  'a retry of the client’s own, of a request whose `bearer` is another coordinator, does not go out in the session of the next user':
    ownRetries,
  'a retry of the client’s own does not go out in the session of the next user': ownRetries,
  'a request whose hooks wait while the user changes does not go out in the session of the next user': ownRetries,
  "events tell of a retry of the client's own as of a request of its own": ownRetries,
}
