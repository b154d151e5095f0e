import type { CoordinatorEvents, NamedEvent } from '@everbearer/core'
import { describeEvent } from '@everbearer/core/adapter'
import { recordFailedAttempt, recordRefreshEnd, recordUnknownOutcome, recordWaiting } from './record-refresh.ts'
import { requestRecorders } from './record-request.ts'
import { openToken, recordSessionEnd, recordTokensSet } from './record-session.ts'
import { add, addMark, type EventContext, type Message, type Recording, type Trouble } from './recording.ts'

/** Returns the recording with an additional event. A recording never contains a token, a path, a query or the account key of a pool. */
export function recordEvent(recording: Recording, named: NamedEvent, context: EventContext): Recording {
  const skipped = named.name === 'finished' ? skippedBy(recording, named.event, context) : undefined
  const line = describeEvent(named, skipped)
  const recorded = applyEvent(recording, named, context, line.text)
  return line.level === 'debug' ? recorded : addMessage(recorded, line.level, line.text, context)
}

function applyEvent(recording: Recording, named: NamedEvent, context: EventContext, text: string): Recording {
  switch (named.name) {
    case 'skipped':
      return requestRecorders.skipped(recording, named.event, context, text)
    case 'waited':
      return requestRecorders.waited(recording, named.event, context, text)
    case 'attempt':
      return requestRecorders.attempt(recording, named.event, context, text)
    case 'replay':
      return requestRecorders.replay(recording, named.event, context, text)
    case 'ignored':
      return requestRecorders.ignored(recording, named.event, context, text)
    case 'finished':
      return requestRecorders.finished(recording, named.event, context, text)
    case 'waiting':
      return recordWaiting(recording, named.event, context)
    case 'refresh':
      return recordRefreshEnd(withTrouble(recording, context, {}, 'cooldownUntil'), named.event, 'ok', undefined, context)
    case 'refresh-failed':
      return recordRefreshEnd(recording, named.event, 'failed', text, context)
    case 'refresh-superseded':
      return recordRefreshEnd(recording, named.event, 'superseded', text, context)
    case 'attempt-failed':
      return recordFailedAttempt(recording, named.event, context)
    case 'refresh-outcome-unknown':
      return recordUnknownOutcome(recording, context)
    case 'refresh-rejected':
      return addMark(recording, context, 'trouble', 'refresh token rejected')
    case 'claim-skipped':
      return addMark(recording, context, 'trouble', 'refresh token sent without a claim')
    case 'tokens-set':
      return recordTokensSet(withTrouble(recording, context, {}, 'cooldownUntil'), named.event, context)
    case 'session-ended':
      return recordSessionEnd(recording, named.event, context)
    case 'session-resumed':
      return openToken(addMark(recording, context, 'info', 'session resumed'), named.event.generation, context)
    case 'cooldown':
      return withTrouble(addMark(recording, context, 'trouble', 'cooldown'), context, {
        cooldownUntil: context.at + named.event.duration,
      })
    case 'store-failed':
      return recordStoreFailure(recording, context)
    case 'store-back':
      return withTrouble(addMark(recording, context, 'info', 'store is back'), context, {}, 'isStoreFailing')
    case 'step-up':
      return addMark(recording, context, named.event.result === 'failed' ? 'trouble' : 'info', `step-up: ${named.event.result}`)
    case 'revoke-failed':
      return addMark(recording, context, 'trouble', 'token not revoked')
    case 'key-missing':
      return addMark(recording, context, 'trouble', 'token of another key')
    case 'store-limited':
      return addMark(recording, context, 'trouble', 'store is limited')
  }
}

/** Records a failure of a token store. An unreachable store fails at each use, so only the first failure gets a mark on the time line. */
function recordStoreFailure(recording: Recording, context: EventContext): Recording {
  if (recording.troubles[context.source]?.isStoreFailing === true) return recording
  return withTrouble(addMark(recording, context, 'trouble', 'store failed'), context, { isStoreFailing: true })
}

function withTrouble(recording: Recording, { source }: EventContext, more: Trouble, ended?: keyof Trouble): Recording {
  const { [source]: before = {}, ...others } = recording.troubles
  const left = Object.fromEntries(Object.entries(before).filter(([name]) => name !== ended))
  return { ...recording, troubles: { ...others, [source]: { ...left, ...more } } }
}

function skippedBy(
  recording: Recording,
  { request }: CoordinatorEvents['finished'],
  { source }: EventContext,
): CoordinatorEvents['skipped'] | undefined {
  return recording.lanes.findLast((lane) => lane.source === source && lane.skipped?.request === request)?.skipped
}

/** Adds a message. If the same message exists, its count grows, and it moves to the end. */
function addMessage(recording: Recording, level: Message['level'], text: string, { at, source, client }: EventContext): Recording {
  const before = recording.messages.findLast((message) => message.text === text && message.source === source)
  const messages = recording.messages.filter((message) => message !== before)
  const count = (before?.count ?? 0) + 1
  return add({ ...recording, messages }, 'messages', { at, level, text, source, count, ...(client !== undefined && { client }) })
}
