import { onTestFinished } from 'vitest'

/** Gives Node a `reportError` for the rest of the test. Returns what is reported. */
export function pretendReportError(): unknown[] {
  const reported: unknown[] = []
  Object.assign(globalThis, { reportError: (error: unknown) => reported.push(error) })
  onTestFinished(() => void Reflect.deleteProperty(globalThis, 'reportError'))
  return reported
}
