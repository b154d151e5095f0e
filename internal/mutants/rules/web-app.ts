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
]
