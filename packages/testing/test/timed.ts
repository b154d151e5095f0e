import type { Call, ClientSettings } from '../src/index.ts'

/** Node collects a combined signal that only requests refer to. Its time-out would then never end the reading of a body. */
const kept = new Set<AbortSignal>()

/** The time-out is for one attempt with its body: waits for tokens are no part of it. */
export async function timed(call: Call, settings: ClientSettings, send: (signal: AbortSignal) => Promise<Response>): Promise<Response> {
  const timeout = call.timeout ?? settings.timeout
  const signals = [...(timeout === undefined ? [] : [AbortSignal.timeout(timeout)]), ...(call.signal ? [call.signal] : [])]
  const signal = AbortSignal.any(signals)
  kept.add(signal)
  return send(signal)
}
