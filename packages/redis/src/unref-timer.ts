import type { Clock } from '@everbearer/core'

/** Sets a timer that does not keep the process alive. In browsers, timers are numbers without `unref`. */
export function setUnrefTimer(clock: Clock, callback: () => void, ms: number): unknown {
  const timer = clock.setTimeout(callback, ms)
  ;(Object(timer) as { unref?(): void }).unref?.()
  return timer
}
