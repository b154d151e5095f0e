import type { Watched } from '../process-state.ts'

/** Rule `floods`, for an ended session: a source that has ended the session is asked again only after a login or news. */
export interface EndedSourceRule {
  /** A token request begins. */
  check(): void
  /** May the source have ended the session, so that only a login helps? */
  needsLogin(): boolean
  /** A token came by a refresh or a login. */
  noteToken(): void
  /** A token that is new here was found in the store. */
  noteNews(): void
  /** The source says that nobody is signed in. */
  noteSignedOut(): void
  /** A refresh failed as the session has ended. */
  noteFailure(): void
}

export function createEndedSourceRule({ ledger, world }: Watched): EndedSourceRule {
  let needsLogin = false
  let isEnded = false
  /** Tokens that came or were found. */
  let news = 0
  /** How many of these there were when the last token request began. Its response says nothing of tokens that came later. */
  let newsBefore = 0

  return {
    check() {
      if (isEnded) ledger.breach('floods', 'a token request although the source had ended the session')
      newsBefore = news
    },
    needsLogin: () => needsLogin,
    noteToken() {
      noteNews()
      needsLogin = false
    },
    noteNews,
    noteSignedOut() {
      needsLogin = true
    },
    noteFailure() {
      // A login meanwhile opens the source again, and so does time where `retryAfterEnd` says so.
      if (needsLogin && newsBefore === news) isEnded = !world.sendsBeforeSignIn
    },
  }

  function noteNews(): void {
    news++
    isEnded = false
  }
}
