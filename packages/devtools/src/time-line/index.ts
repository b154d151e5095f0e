export type { Lane, LaneOutcome, Mark, RefreshSpan, Segment, SessionSpan, TimeLineData, TokenSpan } from './data.ts'
export { createTimeLineView, type TimeLineView, type TimeLineViewOptions } from './view.ts'
