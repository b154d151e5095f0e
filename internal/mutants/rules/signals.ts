import type { Mutant } from '../mutant.ts'

const session = 'packages/core/src/session'
const released = { tests: ['--project', 'core', 'test/released-signals.test.ts'] }

/** Signals that follow several others, on platforms without `AbortSignal.any`. */
export const signals: readonly Mutant[] = [
  {
    ...released,
    file: `${session}/refresh.ts`,
    name: 'lease-keeps-listener',
    rule: 'After a refresh, the signal of a lost lease keeps no listener.',
    find: '        end.abort()\n',
    replace: '',
  },
  {
    ...released,
    file: `${session}/resilient-store.ts`,
    name: 'wait-keeps-listener',
    rule: 'After a wait for a change of the store, no signal keeps a listener of that wait.',
    find: '    waits.delete(end)\n    end()\n',
    replace: '    waits.delete(end)\n',
  },
  {
    file: 'packages/core/src/lib/abort.ts',
    tests: ['--project', 'core', 'test/lib/abort.test.ts'],
    name: 'followed-signal-keeps-listener',
    rule: 'Once one of several signals has aborted, no signal keeps a listener.',
    find: "    for (const signal of signals) signal.removeEventListener('abort', follow)\n",
    replace: '',
  },
  {
    file: 'packages/axios/src/config.ts',
    tests: ['--project', 'axios', 'test/aborts.test.ts'],
    name: 'signal-of-the-caller-keeps-listener',
    rule: 'After a call with a signal and a cancel token, the signal keeps no listener.',
    find: '      end.abort()\n',
    replace: '',
  },
]
