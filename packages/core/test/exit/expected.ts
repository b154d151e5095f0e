/** Scenarios at whose end nothing is left to do, and what they tell before. */
export const ends: readonly (readonly [scenario: string, told: string])[] = [
  ['a background refresh hangs', 'done'],
  ['a background refresh with a refresh token hangs', 'done'],
  ['a background refresh waits for its next attempt', 'done'],
  ['the store hangs in the background', 'done'],
  ['the only caller leaves', 'left with 20'],
  ['a proactive refresh is still far away', 'token 1'],
]

/** Scenarios in which a caller waits, and what comes of the wait. */
export const waits: readonly (readonly [scenario: string, told: string])[] = [
  ['a caller waits for a source that hangs', 'ERR_TOKEN_UNAVAILABLE'],
  ['a caller waits for the next attempt', 'token 1'],
  ['a caller joins a background refresh that hangs', 'replayed: false'],
  ['a caller clears a store that hangs', 'ERR_STORE'],
  ['a caller waits until all is saved', 'disposed'],
]
