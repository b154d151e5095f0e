import { rightSteps } from '../reference-steps.ts'
import type { Broken } from './broken.ts'

const { compose } = rightSteps

/** What is wrong with own headers of requests, which the option `replaceIf` names or does not. */
export const wrongPlaceholders: readonly Broken[] = [
  {
    fault: 'keeps every header of a request’s own, placeholders too',
    themes: ['credentials'],
    steps: { keepsOwn: (_auth, _url, _call, { value }) => value !== null },
    noticedBy: [
      'an own Authorization header that replaceIf takes for a placeholder is replaced, on the replay too',
      'an own header that `replaceIf` takes for a placeholder is replaced once the token comes, for a storm of requests too',
      'a placeholder of one origin is replaced at no other origin, and the other origin keeps its header',
    ],
  },
  {
    fault: 'replaces every header of a request’s own',
    themes: ['credentials'],
    steps: { keepsOwn: () => false },
    noticedBy: [
      'an own header stays if `replaceIf` says anything but true, or throws',
      "a request with the caller's own Authorization header keeps it, and its 401 is its own",
      'a placeholder of one origin is replaced at no other origin, and the other origin keeps its header',
    ],
  },
  {
    fault: 'takes the token off a request that goes out without one',
    themes: ['credentials'],
    steps: {
      compose(url, call, headers, authorization) {
        const sent = new Headers(headers)
        if (authorization === undefined) sent.delete('authorization')
        return compose(url, call, sent, authorization)
      },
    },
    noticedBy: ['a request that says `bearer: false` keeps a placeholder, and so does a request of a visitor'],
  },
]
