import type { Subject } from './client.ts'

/** The limits (reasons why behaviours can't pass) of every client on a runtime other than Node. */
export const limitsBeyondNode: Subject['limits'] = {
  pool: "connections are this platform's own affair",
  msw: "msw's interceptors are Node's",
}

/** The limits (reasons why behaviours can't pass) of every client in a browser, for requests to another origin over HTTP/1.1. */
export const browserLimits: Subject['limits'] = {
  ...limitsBeyondNode,
  'streamed-request': 'browsers stream requests over HTTP/2 alone',
  unrestricted: 'browsers hide redirects from scripts',
}

const noStreams = "React Native's fetch reads each body whole, by XMLHttpRequest"

/** The limits (reasons why behaviours can't pass) of every client on React Native, with React Native's own fetch. */
export const limitsOfReactNative: Subject['limits'] = {
  ...limitsBeyondNode,
  'streamed-request': noStreams,
  unrestricted: 'XMLHttpRequest follows redirects, and hides them',
}

/** Returns a copy of the subject with additional limits, for instance the limits of a platform. */
export function withLimits(subject: Subject, limits: Subject['limits']): Subject {
  return { ...subject, limits: { ...subject.limits, ...limits } }
}
