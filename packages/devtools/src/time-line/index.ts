/**
 * The time line of the panel alone, for pages that show their own data.
 *
 * This entry is experimental: fields follow what the panel draws.
 *
 * @experimental
 * @module
 */
export type { Lane, LaneOutcome, Mark, RefreshSpan, Segment, SessionSpan, TimeLineData, TokenSpan } from './data.ts'
export { createTimeLineView, type TimeLineView, type TimeLineViewOptions } from './view.ts'
