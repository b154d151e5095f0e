import type { Watched } from '../process-state.ts'

/** Rule `events`: each refresh and each end of a session is told once. */
export interface ToldOnceRule {
  /** A refresh was told. */
  noteRefresh(generation: number, isFromStore: boolean): void
  /** The end of a session was told. */
  noteSessionEnd(): void
  /** A token came or was found: a session may end. */
  noteToken(): void
  /** A logout begins a session of which no token need come. */
  noteLogout(): void
}

export function createToldOnceRule({ ledger }: Watched): ToldOnceRule {
  const generations = new Set<number>()
  let tokens = 0
  let logouts = 0
  let ends = 0
  return {
    noteRefresh(generation, isFromStore) {
      if (generations.has(generation) && !isFromStore) ledger.breach('events', 'a refresh was told twice')
      generations.add(generation)
    },
    noteSessionEnd() {
      generations.clear()
      if (++ends > tokens + logouts + 1) ledger.breach('events', 'the end of a session was told twice')
    },
    noteToken: () => void tokens++,
    noteLogout: () => void logouts++,
  }
}
