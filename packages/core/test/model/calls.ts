// The requests of one process, from their call to their last response.

import type { OpenPromises } from './open-promises.ts'
import type { ModelCoordinator, Sent, Trace } from './port.ts'
import type { ProcessRules } from './process-rules.ts'
import type { Watched } from './process-state.ts'
import { checkSentWithoutToken } from './rules/without-token.ts'

/** A request as its caller sees it: it may be retried by its client, and each try be replayed. */
interface Call {
  readonly session: object
  readonly controller: AbortController
  /** What the present try was sent with, in order. */
  sends: Sent[]
  isWaiting: boolean
  /** Tells the events of the present try, until it has ended. */
  trace: Trace | undefined
  /** Number of the present try. */
  request: number
}

/** The requests of one process. `which` is any number; it picks one of the requests so far. */
export interface Calls {
  request(isAbortable: boolean): void
  /** A request's answer says that its token is no good, or something else. */
  respond(which: number, status: number, replayable: boolean): void
  /** A request that can be sent once is sent, if it needs not wait, and rejected. */
  requestAndReject(): void
  /** The client tries a request once more on its own. */
  retry(which: number): void
  abort(which: number): void
  /** Which requests were sent and can be answered. */
  answerable(): number[]
  /** Does a request get a token now? */
  isServed(): Promise<boolean>
}

export function createCalls(auth: ModelCoordinator, watched: Watched, rules: ProcessRules, open: OpenPromises): Calls {
  const { ledger, state } = watched
  const calls: Call[] = []
  let requests = 0

  return {
    request,
    respond,
    requestAndReject() {
      request(false)
      respond(calls.length - 1, 401, false)
    },
    retry(which) {
      const call = calls[which % calls.length]
      if (call === undefined || !canBeAnswered(call)) return
      call.sends = []
      send(call, true)
    },
    abort: (which) => calls[which % calls.length]?.controller.abort(new Error('the caller left')),
    answerable: () => [...calls.keys()].filter((which) => canBeAnswered(calls[which]!)),
    async isServed() {
      let isServed = false
      await auth
        .authorize(
          undefined,
          auth.session(),
          undefined,
          () => void (isServed = true),
          () => noteSentWithoutToken(),
        )
        ?.catch(() => {})
      return isServed
    },
  }

  function request(isAbortable: boolean): void {
    const session = auth.session()
    const call: Call = { session, controller: new AbortController(), sends: [], isWaiting: false, trace: undefined, request: 0 }
    calls.push(call)
    send(call, isAbortable)
  }

  function respond(which: number, status: number, replayable: boolean): void {
    const call = calls[which % calls.length]
    if (call === undefined || !canBeAnswered(call)) return
    const sent = call.sends.at(-1)!
    if (status >= 400) return reject(call, sent, status, replayable)
    rules.replays.noteAccepted(sent)
    auth.accept(sent)
    call.trace?.finished(status)
    end(call)
  }

  /** Rule `withheld`: a request waits only if there is no valid token. Rule `peek`: a request gets the token that is shown. */
  function send(call: Call, isAbortable: boolean): void {
    const { accessToken } = auth.peek()
    const isPresent = call.session === auth.session()
    call.trace = auth.trace(call.session)
    call.request = ++requests
    const waiting = auth.authorize(
      call.trace,
      call.session,
      isAbortable ? call.controller.signal : undefined,
      (sent) => noteSent(call, sent),
      () => noteSentWithoutToken(call),
    )
    const atOnce = waiting === undefined ? call.sends.at(-1)?.accessToken : undefined
    if (isPresent && atOnce !== accessToken) ledger.breach('peek', 'another token is shown than a request gets')
    if (waiting === undefined) return
    const isValid = rules.ages.phaseOf(rules.newest.current()?.accessToken) !== 'expired'
    if (call.session === auth.session() && !state.isDisposed && isValid) ledger.breach('withheld', 'a valid token was withheld')
    follow(call, waiting)
  }

  function reject(call: Call, sent: Sent, status: number, replayable: boolean): void {
    const newest = rules.newest.current()
    const isStale = newest !== undefined && newest.generation > sent.generation && rules.ages.phaseOf(newest.accessToken) === 'fresh'
    if (status === 401 && !isStale) rules.newest.noteRejection(sent)
    const before = rules.floods.count()
    follow(
      call,
      auth.reject(call.trace, sent, status, replayable, call.controller.signal, (next) => {
        rules.replays.check(sent, status, replayable, next)
        noteSent(call, next)
      }),
    )
    if (isStale && rules.floods.count() > before) ledger.breach('floods', 'a stale rejection caused a token request')
  }

  /** Rule `dead`: no token leaves that has expired, or that the server did not give. */
  function noteSent(call: Call, sent: Sent): void {
    if (state.hasCrashed) return
    call.sends.push(sent)
    if (call.trace !== undefined) rules.requestEvents.sent(call.request)
    state.hasBegun = true
    const issued = rules.ages.noteSent(sent.accessToken)
    if (issued === undefined) return ledger.breach('dead', 'what was sent is no token')
    rules.replays.checkSends(call.sends)
    rules.users.check(call.session, issued, 'sent')
    rules.logouts.checkSent(issued, sent.accessToken)
    if (rules.ages.phaseOf(sent.accessToken, 'sent') === 'expired') ledger.breach('dead', 'a dead token was sent')
    rules.newest.noteSent(sent, issued)
  }

  function noteSentWithoutToken(call?: Call): void {
    if (state.hasCrashed) return
    if (call?.trace !== undefined) rules.requestEvents.sent(call.request)
    checkSentWithoutToken(watched)
  }

  function end(call: Call): void {
    if (call.trace !== undefined) rules.requestEvents.ended(call.request)
    call.trace = undefined
  }

  function follow(call: Call, promise: Promise<void>): void {
    call.isWaiting = true
    const { trace } = call
    const before = call.sends.length
    const followed = async (): Promise<void> => {
      try {
        await promise
        // An end without another attempt is the response of the last one.
        if (call.sends.length === before) end(call)
      } catch (error) {
        trace?.failed(error)
        end(call)
      } finally {
        call.isWaiting = false
      }
    }
    open.track(followed())
  }
}

function canBeAnswered({ isWaiting, sends }: Call): boolean {
  return !isWaiting && sends.length > 0
}
