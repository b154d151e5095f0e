import type { Mutant } from '../mutant.ts'

const source = 'packages/browser/src'
const inNode = ['--project', 'browser']
const inChromium = ['--project', 'chromium', 'packages/browser/test/pages']
const vault = { file: `${source}/memory-vault.ts`, tests: inNode }
const lock = { file: `${source}/tab-lock.ts`, tests: inChromium }
const channel = { file: `${source}/tab-channel.ts`, tests: inChromium }
const store = { file: `${source}/tab-store.ts`, tests: inChromium }

/** Pages share one token, hand over no refresh token, and steal no lock from a page that runs. */
export const browser: readonly Mutant[] = [
  {
    ...vault,
    name: 'tab-refresh-token-handed-over',
    rule: 'A page hands over the access token, and no refresh token.',
    find: '{ accessToken: kept.accessToken, fields: kept.fields }',
    replace: '{ ...kept }',
  },
  {
    ...vault,
    name: 'tab-fields-in-database',
    rule: 'The database has no fields of the response: they may hold an ID token.',
    find: "accessToken: '', fields: {} }",
    replace: "accessToken: '', fields }",
  },
  {
    ...vault,
    name: 'tab-token-of-another-id',
    rule: 'A page uses its tokens only for the entry that they were saved with.',
    find: 'if (token === undefined || token !== kept?.id) return',
    replace: 'if (token === undefined || kept === undefined) return',
  },
  {
    ...vault,
    name: 'tab-asks-for-expired-token',
    rule: 'A page asks nobody for a token that has expired.',
    find: 'issuedAt + lifetime > now && ',
    replace: '',
  },
  {
    ...vault,
    name: 'tab-asks-again-at-once',
    rule: 'A page whose question nobody has replied to waits before it asks again.',
    find: '(token !== quiet || now >= quietUntil)',
    replace: 'true',
  },
  {
    ...vault,
    name: 'tab-asks-for-no-newer-token',
    rule: 'Silence about one token keeps no page from asking for the next.',
    find: 'token !== quiet || ',
    replace: '',
  },
  {
    file: `${source}/database.ts`,
    tests: inChromium,
    name: 'tab-save-without-compare',
    rule: 'A save compares the revision.',
    find: '(found?.revision ?? 0) === expected',
    replace: 'expected >= 0',
  },
  {
    ...lock,
    name: 'tab-steal-from-young-claim',
    rule: 'A lock is stolen only once the claim is old.',
    find: 'Date.now() - before.at <= refreshTimeout || ',
    replace: '',
  },
  {
    ...lock,
    name: 'tab-steal-from-running-holder',
    rule: 'A lock is stolen only from a holder that does not reply.',
    find: ' || !(await isHolderSilent())',
    replace: '',
  },
  {
    ...lock,
    name: 'tab-lock-given-up-with-claim',
    rule: 'A page that stops keeps its lock while its claim is open.',
    find: 'if (!hasClaim) end?.()',
    replace: 'end?.()',
  },
  {
    ...lock,
    name: 'tab-loss-untold',
    rule: 'A page that gives its lock up knows that the lease is lost.',
    find: '          lost.abort()\n          release()',
    replace: '          release()',
  },
  {
    ...channel,
    name: 'tab-no-notice',
    rule: 'A page tells the others that the record has changed.',
    find: 'tellSaved: () => channel?.postMessage({}),',
    replace: 'tellSaved: () => {},',
  },
  {
    ...channel,
    name: 'tab-channel-stays-open',
    rule: 'A page in the back/forward cache listens to no message.',
    find: '      channel?.close()\n      channel = undefined\n',
    replace: '',
  },
  {
    ...store,
    name: 'tab-refresh-token-without-choice',
    rule: 'A page with a refresh token chooses where tokens live.',
    find: 'tokens === undefined && next.refreshToken !== undefined',
    replace: 'false',
  },
  {
    ...store,
    name: 'tab-wakes-deaf',
    rule: 'A page that returns hears messages again, and reads the record.',
    find: '        channel.open()\n        notify()',
    replace: '        channel.open()',
  },
  {
    file: `${source}/page-alone.ts`,
    tests: inNode,
    name: 'tab-limit-untold',
    rule: 'A page that has a token of its own says so.',
    find: 'void limited.then(listener)',
    replace: 'void listener',
  },
]
