import type { Call, ClientSettings } from '../src/conformance.ts'

/** Node may collect a request whose body is still read. Its signals would then no longer end the reading, so requests are kept. */
const kept = new Set<Request>()

/** The time-out is for one attempt with its body: waits for tokens are no part of it. */
export async function timed(
  call: Call,
  settings: ClientSettings,
  request: Request,
  send: (limited: Request) => Promise<Response>,
): Promise<Response> {
  const timeout = call.timeout ?? settings.timeout
  const signals = [...(timeout === undefined ? [] : [AbortSignal.timeout(timeout)]), ...(call.signal ? [call.signal] : [])]
  const limited = new Request(request, { signal: AbortSignal.any(signals) })
  kept.add(limited)
  return send(limited)
}
