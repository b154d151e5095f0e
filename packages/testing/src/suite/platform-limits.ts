import type { Subject } from './client.ts'

/** The limits of all runtimes other than Node. */
export const limitsBeyondNode: Subject['limits'] = {
  pool: "connections are this platform's own affair",
  msw: "msw's interceptors are Node's",
}

/** The limits of all clients in a browser, for requests to another origin over HTTP/1.1. */
export const browserLimits: Subject['limits'] = {
  ...limitsBeyondNode,
  'streamed-request': 'browsers stream requests over HTTP/2 alone',
  unrestricted: 'browsers hide redirects from scripts',
}

const noStreams = "React Native's fetch reads each body whole, by XMLHttpRequest"

/** The limits of all clients on React Native, with its own fetch. */
export const limitsOfReactNative: Subject['limits'] = {
  ...limitsBeyondNode,
  'streamed-request': noStreams,
  unrestricted: 'XMLHttpRequest follows redirects, and hides them',
}

/** Adds limits to a client, for instance those of a platform. */
export function withLimits(subject: Subject, limits: Subject['limits']): Subject {
  return { ...subject, limits: { ...subject.limits, ...limits } }
}
