import { sessionKinds } from '../../fleet/log-line.ts'
import { type Lane, openLane } from './lane.ts'
import { createReporter, type Reporter } from './reporter.ts'
import type { SessionKind } from '../../fleet/log-line.ts'

declare global {
  /** The sessions of the page, for who drives the browser. */
  var lanes: Readonly<Record<SessionKind, Lane>>
  var reporter: Reporter
}

/** A page of the run: a session of each kind, each with steady requests. */
globalThis.reporter = createReporter(settings.page)
globalThis.lanes = Object.fromEntries(sessionKinds.map((kind) => [kind, openLane(kind, settings, reporter)])) as Record<SessionKind, Lane>
