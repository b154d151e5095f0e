import type { Mutant } from '../mutant.ts'

const source = 'packages/file/src'
const tests = (file: string): string[] => ['--project', 'file', `packages/file/test/${file}.test.ts`]
const records = { file: `${source}/record-file.ts`, tests: tests('records') }
const watch = { file: `${source}/watch-file.ts`, tests: tests('watch-file') }
const place = { file: `${source}/risky-place.ts`, tests: tests('risky-place') }

/** The store in a file: what it reads, notices and warns of. */
export const files: readonly Mutant[] = [
  {
    ...records,
    name: 'link-followed',
    rule: 'A symbolic link is rejected.',
    find: 'if (entry.isSymbolicLink())',
    replace: 'if (entry.isSocket())',
  },
  {
    ...records,
    name: 'open-file-left-open',
    rule: 'A file that others can open gets mode 0600.',
    find: 'await handle.chmod(0o600)',
    replace: 'await Promise.resolve()',
  },
  {
    ...records,
    name: 'text-in-the-cause',
    rule: 'The error about a file without a record shows nothing of the file.',
    find: '  } catch {\n    throw notARecord(path)',
    replace: '  } catch (error) {\n    throw error',
  },
  {
    ...records,
    name: 'any-json-is-a-record',
    rule: 'A file of another program is not replaced.',
    find: '  if (!Number.isSafeInteger(revision)) throw notARecord(path)\n',
    replace: '',
  },
  {
    ...watch,
    name: 'own-saves-reported',
    rule: 'A store reports the saves of others alone.',
    find: '    if (isOwn(version)) return\n',
    replace: '',
  },
  {
    ...watch,
    name: 'no-poll',
    rule: 'Where the platform reports nothing, the poll sees the change.',
    find: '    watch()\n    look()\n  }, pollInterval)',
    replace: '    watch()\n  }, pollInterval)',
  },
  {
    ...watch,
    name: 'listener-ends-the-process',
    rule: 'A listener that throws harms nobody.',
    find: '    try {\n      listener()\n    } catch {',
    replace: '    listener()\n    try {\n    } catch {',
  },
  {
    ...place,
    name: 'first-mount-counts',
    rule: 'The mount that is nearest to the folder counts.',
    find: 'if (isAbove && point.length >= (nearest?.point.length ?? 0))',
    replace: 'if (isAbove && nearest === undefined)',
  },
  {
    ...place,
    name: 'mount-of-a-longer-name',
    rule: 'A mount counts for what is beneath it, not for names that begin like it.',
    find: 'folder.startsWith(`${point}/`)',
    replace: 'folder.startsWith(point)',
  },
  {
    file: `${source}/file-errors.ts`,
    tests: tests('disk-order'),
    name: 'windows-once',
    rule: 'On Windows, a rename is repeated while another program has the file open.',
    find: "platform === 'win32' && ['EPERM'",
    replace: "platform === 'windows' && ['EPERM'",
  },
  {
    file: `${source}/warnings.ts`,
    tests: tests('records'),
    name: 'warning-each-time',
    rule: 'Each kind of warning comes once.',
    find: '    if (before.has(code)) return\n',
    replace: '',
  },
  {
    file: `${source}/token-path.ts`,
    tests: tests('token-path'),
    name: 'relative-state-folder',
    rule: 'A relative XDG_STATE_HOME is ignored.',
    find: 'value !== undefined && path.isAbsolute(value)',
    replace: 'value !== undefined',
  },
]
