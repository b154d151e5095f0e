import type { Subject } from './client.ts'

/** What runtimes other than Node do not have. */
export const limitsBeyondNode: Subject['limits'] = {
  pool: "connections are this platform's own affair",
  msw: "msw's interceptors are Node's",
}

/** What no client can in a browser, to another origin over HTTP/1.1. */
export const browserLimits: Subject['limits'] = {
  ...limitsBeyondNode,
  'streamed-request': 'browsers stream requests over HTTP/2 alone',
  unrestricted: 'browsers hide redirects from scripts',
}

/** The same client with more limits, as those of a platform. */
export function withLimits(subject: Subject, limits: Subject['limits']): Subject {
  return { ...subject, limits: { ...subject.limits, ...limits } }
}
