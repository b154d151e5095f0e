import type { Mutant } from '../mutant.ts'

const source = 'packages/file/src'
const tests = (file: string): string[] => ['--project', 'file', `packages/file/test/${file}.test.ts`]
const save = { file: `${source}/save-record.ts`, tests: tests('fencing') }
const lock = { file: `${source}/lock-folder.ts`, tests: tests('fencing') }
const lease = { file: `${source}/wait-for-lease.ts`, tests: tests('lease') }

/** The locks of the store in a file. */
export const fileLocks: readonly Mutant[] = [
  {
    ...save,
    name: 'late-writer-believes-in-its-save',
    rule: 'A writer that lost the lock has saved nothing.',
    find: "if (codeOf(error) === 'ENOENT') return 'lost'",
    replace: "if (codeOf(error) === 'ENOENT') return 'saved'",
  },
  {
    ...save,
    tests: tests('records'),
    name: 'revision-compared-without-the-lock',
    rule: 'The revision is compared while the writer has the lock.',
    find: "    if ((await file.revision()) !== expected) return 'conflict'\n",
    replace: '',
  },
  {
    ...save,
    name: 'takeover-at-first-sight',
    rule: 'A lock is taken over only after its silence.',
    find: 'if (now.observed >= silence)',
    replace: 'if (now.observed >= 0)',
  },
  {
    ...save,
    tests: tests('disk-order'),
    name: 'folder-not-synced',
    rule: 'A save succeeds after the sync of the folder.',
    find: "        if (outcome === 'saved') await syncFolder(fs, dirname(path))\n",
    replace: '',
  },
  {
    ...save,
    tests: tests('disk-order'),
    name: 'windows-rename-without-heartbeat',
    rule: 'On Windows, a writer keeps its lock while readers delay its rename.',
    find: '    await beat(own, file)\n',
    replace: '',
  },
  {
    ...save,
    tests: tests('disk-order'),
    name: 'windows-rename-given-up',
    rule: 'On Windows, a rename is tried several times even if the time of the save is over.',
    find: 'performance.now() > end && tries >= fewestTries',
    replace: 'performance.now() > end',
  },
  {
    ...save,
    name: 'candidate-left-behind',
    rule: 'A save without success leaves no file with the record behind.',
    find: '    if (candidate !== undefined) await lock.discard(candidate)\n',
    replace: '',
  },
  {
    ...lock,
    tests: tests('disk-order'),
    name: 'file-not-synced',
    rule: 'The new file is on the disk before the rename.',
    find: '      await handle.sync()\n',
    replace: '',
  },
  {
    ...lock,
    tests: tests('records'),
    name: 'file-for-everybody',
    rule: 'Only its user can read the token file.',
    find: "'wx', 0o600)",
    replace: "'wx', 0o644)",
  },
  {
    ...lock,
    tests: tests('disk-order'),
    name: 'windows-lock-not-emptied',
    rule: 'On Windows, an empty lock is removed before a rename.',
    find: 'if (isOpenElsewhere(fs.platform, error)) await removeIfEmpty()',
    replace: 'if (isOpenElsewhere(fs.platform, error)) await Promise.resolve()',
  },
  {
    file: `${source}/leftovers.ts`,
    tests: tests('fencing'),
    name: 'young-candidates-removed',
    rule: 'Only old candidates count as left over.',
    find: 'now - mtimeMs > leftoverAge',
    replace: 'now - mtimeMs > -leftoverAge',
  },
  {
    file: `${source}/silence.ts`,
    tests: tests('silence'),
    name: 'own-pause-counts',
    rule: 'A pause of the waiter itself counts for one gap.',
    find: 'Math.min(now - before.seenAt, longestGap)',
    replace: '(now - before.seenAt)',
  },
  {
    file: `${source}/silence.ts`,
    tests: tests('silence'),
    name: 'heartbeat-unnoticed',
    rule: 'A heartbeat ends the silence.',
    find: ' || before.beat !== seen.beat',
    replace: '',
  },
  {
    file: `${source}/heartbeats.ts`,
    tests: tests('lease'),
    name: 'loss-untold',
    rule: 'The owner of a lost lease is told.',
    find: '      onLost()\n',
    replace: '',
  },
  {
    ...lease,
    name: 'lease-kept-after-abort',
    rule: 'A wait that aborts leaves nothing behind.',
    find: '      if (candidate !== undefined) await lock.discard(candidate)\n',
    replace: '',
  },
  {
    ...lease,
    name: 'lease-as-old-as-the-wait',
    rule: 'A lease is new when it is granted.',
    find: '      await beat()\n    } catch',
    replace: '    } catch',
  },
  {
    ...lease,
    name: 'lease-watched-anew',
    rule: 'A lease whose last heartbeat is long ago goes to the next process at once.',
    find: ' || now - seen.beat >= leaseTime',
    replace: '',
  },
]
