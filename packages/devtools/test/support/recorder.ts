import type { NamedEvent } from '@everbearer/core'
import { onTestFinished, vi } from 'vitest'
import { type FakeClock } from '../../../core/test/fake-clock.ts'
import { recordEvent } from '../../src/recording/record-event.ts'
import { emptyRecording, type Recording } from '../../src/recording/recording.ts'
import { toTimeLine } from '../../src/recording/to-time-line.ts'
import { subscribe, type Watched } from '../../src/sources.ts'
import { describeLane } from '../../src/time-line/descriptions.ts'
import type { TimeLineData } from '../../src/time-line/index.ts'

/** Records the events of coordinators on a fake clock. */
export interface Recorder {
  readonly recording: Recording
  /** Oldest first. */
  readonly events: readonly NamedEvent[]
  readonly data: () => TimeLineData
  /** Each request as `outcome: step; step`, without times. */
  readonly stories: () => string[]
}

export function createRecorder(watched: Watched, clock: FakeClock): Recorder {
  vi.spyOn(performance, 'now').mockImplementation(() => clock.monotonic())
  vi.spyOn(Date, 'now').mockImplementation(() => clock.wall())
  onTestFinished(() => void vi.restoreAllMocks())
  let recording = emptyRecording
  const events: NamedEvent[] = []
  onTestFinished(
    subscribe(watched, (named, context) => {
      events.push(named)
      recording = recordEvent(recording, named, context)
    }),
  )
  const data = (): TimeLineData => toTimeLine(recording, clock.monotonic(), { text: '', isTroubleOnly: false })
  return {
    get recording() {
      return recording
    },
    events,
    data,
    stories: () =>
      data().lanes.map((lane) => {
        const { steps } = describeLane(lane, clock.monotonic())
        return `${lane.outcome ?? 'open'}: ${steps.join('; ').replaceAll(/ \(\d+ ms\)| \d+ ms| after \d+ ms/g, '')}`
      }),
  }
}
