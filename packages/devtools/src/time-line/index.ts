/**
 * The time line without the panel, for pages that show their own data.
 *
 * This entry is experimental: its fields change with the needs of the panel.
 *
 * @experimental
 * @module
 */
export type { Lane, LaneOutcome, Mark, RefreshSpan, Segment, SessionSpan, TimeLineData, TokenSpan } from './data.ts'
export { createTimeLineView, type TimeLineView, type TimeLineViewOptions } from './view.ts'
