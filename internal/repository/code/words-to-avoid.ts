/** Words that a name must not have, and what to say instead. */
interface Row {
  /** Each is a word of a name, or several in a row: `takeBack` is found in `takeBackToken`, and not in `overtakeBacklog`. */
  readonly words: readonly string[]
  /** Each is a whole name: as a part of a name the word is fine. */
  readonly names?: readonly string[]
  readonly instead: string
}

const table: readonly Row[] = [
  { words: ['renew', 'renews', 'renewed', 'renewal', 'renewing'], instead: 'refresh' },
  { words: ['answer', 'answers', 'answered', 'answering'], instead: 'response, respond' },
  { words: ['refuse', 'refuses', 'refused', 'refusing', 'refusal', 'refusals'], instead: 'reject, rejected, rejection' },
  { words: ['rest', 'rests', 'rested', 'resting'], instead: 'cooldown, remaining' },
  { words: ['handsOff', 'verdict', 'verdicts', 'judge', 'judges', 'judged'], instead: 'ignore, classifyResponse' },
  { words: ['exchange', 'exchanges', 'exchanged'], instead: 'sendWithToken; token exchange is RFC 8693' },
  { words: ['recover', 'recovers', 'recovered', 'recovery'], instead: 'handleErrorResponse' },
  { words: ['outlook', 'expectOpen', 'reopen', 'reopens'], names: ['isOpen'], instead: 'canRefresh' },
  {
    words: ['takeOff', 'land', 'lands', 'landed', 'landing', 'overtake', 'overtaken', 'seek', 'sought', 'conclude', 'concluded'],
    names: ['begin', 'drop', 'follow'],
    instead: 'startRefresh, RefreshResult, settle, supersede, runRefresh, applyResult, activate, discardToken, syncFromStore',
  },
  { words: ['held', 'rehold', 'holdToken'], instead: 'active token, replayAuthorization' },
  { words: ['slot', 'slots'], instead: 'current token' },
  { words: ['windows', 'divideLifetime'], instead: 'token lifetime, refreshWindow' },
  {
    words: ['storeAccess', 'owed', 'inTurn', 'leased'],
    names: ['look'],
    instead: 'resilient store, tryLoad, pendingWrite, serialize, withLease',
  },
  { words: ['winner', 'living'], names: ['known', 'found'], instead: 'stored, latest, fromStore' },
  { words: ['family', 'families', 'createCoordinators'], instead: 'shareRefreshToken, createCoordinatorPool' },
  { words: ['lend', 'lent', 'takeBack', 'sendLate', 'lateAttempt'], instead: 'applyToken, restore, timedAttempt' },
  {
    words: ['scene', 'scenes', 'column', 'columns'],
    names: ['given', 'same', 'like', 'told', 'reached'],
    instead: 'TestContext, target, setup, expectEqual, expectMatch, untilEvent, untilCounts',
  },
  {
    words: ['victim', 'victims', 'keeper', 'keepers', 'kept'],
    names: ['home', 'parts'],
    instead: 'servers, supervisor, serverFiles, realmBuilders',
  },
]

/**
 * What to say instead of a name, or undefined if the name is fine.
 *
 * @param isValue - a text that a type allows: of those only the words count, for `'same'` and `'follow'` are the platform's
 */
export function betterWordFor(name: string, isValue = false): string | undefined {
  const words = wordsOf(name)
  return table.find(
    (row) =>
      row.words.some((word) => has(words, wordsOf(word))) ||
      (!isValue && row.names?.some((other) => wordsOf(other).join() === words.join())),
  )?.instead
}

/** The words of `camelCase`, `PascalCase`, `kebab-case` and `ALL_CAPS`, in small letters. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^a-zA-Z0-9]+/)
    .map((word) => word.toLowerCase())
    .filter((word) => word !== '')
}

function has(words: readonly string[], row: readonly string[]): boolean {
  return words.some((_, start) => row.every((word, offset) => words[start + offset] === word))
}
