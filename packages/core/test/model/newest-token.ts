import { hardAge, type Issued } from './ledger.ts'
import type { Sent } from './port.ts'

/** The newest token that was sent, until something makes the token doubtful. */
export interface NewestToken {
  current(): Sent | undefined
  /** Was a token without an end sent, and has nothing called for another since? */
  isSettled(): boolean
  noteSent(sent: Sent, issued: Issued): void
  /** A server has rejected a token. */
  noteRejection(sent: Sent): void
  /** A token was found in the store. */
  noteFound(accessToken: string): void
  /** A refresh brought a token of this generation. */
  noteRefresh(generation: number): void
  noteSessionEnd(): void
  /** A login counts generations anew. */
  noteLogin(): void
  /** Something calls for another token. */
  reset(): void
}

export function createNewestToken(): NewestToken {
  let newest: Sent | undefined
  let highestGeneration = 0
  let isSettled = false

  return {
    current: () => newest,
    isSettled: () => isSettled,
    noteSent(sent, issued) {
      if (sent.generation < Math.max(highestGeneration, newest?.generation ?? 0)) return
      newest = sent
      highestGeneration = sent.generation
      isSettled = hardAge(issued) === Infinity
    },
    noteRejection(sent) {
      if (newest?.generation === sent.generation) newest = undefined
      isSettled = false
    },
    noteFound(accessToken) {
      isSettled = false
      if (newest !== undefined && accessToken !== newest.accessToken) newest = undefined
    },
    noteRefresh(generation) {
      if (newest !== undefined && generation > newest.generation) newest = undefined
    },
    noteSessionEnd() {
      newest = undefined
    },
    noteLogin() {
      highestGeneration = 0
    },
    reset() {
      newest = undefined
      isSettled = false
    },
  }
}
