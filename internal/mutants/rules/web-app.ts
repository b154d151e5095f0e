import type { Mutant } from '../mutant.ts'

const app = 'examples/web-app'
const server = { file: `${app}/server/app.ts`, tests: ['--project', 'examples', `${app}/test/server.test.ts`] }
const page = ['--project', 'examples', `${app}/test/page.test.ts`]

/** The web app of the examples. */
export const webApp: readonly Mutant[] = [
  {
    ...server,
    name: 'token-without-the-header',
    rule: 'The session endpoint requires the header of the page.',
    find: "event.req.headers.get('everbearer-request') !== 'token'",
    replace: 'false',
  },
  {
    ...server,
    name: 'token-for-other-sites',
    rule: 'Only pages of the same origin may use the server.',
    find: "req.headers.get('sec-fetch-site') !== 'same-origin'",
    replace: 'false',
  },
  {
    ...server,
    file: `${app}/server/sessions.ts`,
    name: 'same-token-again',
    rule: 'A page that asks for a token gets a newer one.',
    find: '      auth.invalidate()\n',
    replace: '',
  },
  {
    file: `${app}/src/auth.ts`,
    tests: page,
    name: 'token-without-its-user',
    rule: 'A token of another user begins another session.',
    find: "typeof user === 'string' ? user : undefined",
    replace: 'void user as undefined',
  },
  {
    file: `${app}/src/auth.ts`,
    tests: page,
    name: 'coordinator-for-each-hot-update',
    rule: 'A hot update keeps the coordinator.',
    find: "  import.meta.hot.data['auth'] = auth\n",
    replace: '',
  },
  {
    file: `${app}/src/session-boundary.tsx`,
    tests: page,
    name: 'cache-for-the-next-user',
    rule: 'The cache is empty when another user comes.',
    find: 'queryClient.clear()',
    replace: '',
  },
  {
    file: `${app}/src/session-boundary.tsx`,
    tests: page,
    name: 'state-for-the-next-user',
    rule: 'Components are mounted anew for another user.',
    find: '(number) => number + 1',
    replace: '(number) => number',
  },
  {
    file: `${app}/src/session-boundary.tsx`,
    tests: page,
    name: 'data-after-a-logout',
    rule: 'A page that goes to the login shows nothing.',
    find: 'setLeaving(true)',
    replace: '',
  },
]
