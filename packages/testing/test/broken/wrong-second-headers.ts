import { rightSteps } from '../reference-steps.ts'
import type { Broken } from './broken.ts'

const { compose, keepsOwn } = rightSteps
const second = 'x-proof'
const arrives = 'a second header of a scheme arrives with each attempt, with the value for that attempt'

/** What is wrong with headers beside the token, which schemes and key bindings add or read. */
export const wrongSecondHeaders: readonly Broken[] = [
  {
    fault: 'sends the token alone, without the second header of its scheme',
    themes: ['credentials'],
    steps: {
      compose(url, call, headers, authorization) {
        const sent = compose(url, call, headers, authorization)
        if (!headers.has(second)) sent.headers.delete(second)
        return sent
      },
    },
    noticedBy: [arrives],
  },
  {
    fault: 'keeps the second header of the first attempt on the replay',
    themes: ['credentials'],
    steps: {
      compose(url, call, headers, authorization) {
        const sent = compose(url, call, headers, authorization)
        const first = headers.get(second) ?? sent.headers.get(second)
        if (first !== null) {
          headers.set(second, first)
          sent.headers.set(second, first)
        }
        return sent
      },
    },
    noticedBy: [arrives],
  },
  {
    fault: 'adds the second header to what is there already',
    themes: ['credentials'],
    steps: {
      compose(url, call, headers, authorization) {
        const sent = compose(url, call, headers, authorization)
        if (authorization !== undefined && authorization.attempt > 1) sent.headers.append(second, 'proof 1 for GET')
        return sent
      },
    },
    noticedBy: [arrives],
  },
  {
    fault: 'looks for an own header under the name of the token’s header alone',
    themes: ['credentials'],
    steps: {
      keepsOwn: (auth, url, call, header) => header.name.toLowerCase() === 'authorization' && keepsOwn(auth, url, call, header),
    },
    noticedBy: ['a request without a token gets no second header of a scheme, and a request with an own second header gets no token'],
  },
  {
    fault: 'shows key bindings no header of a response',
    themes: ['credentials'],
    steps: { observe() {} },
    noticedBy: ['a key binding reads a header of each response: of a rejection, of its replay, and of an error'],
  },
]
