/**
 * Waits for a promise, but not longer than `patience`, ms.
 *
 * @throws {Error} the work takes longer
 */
export async function within<Value>(patience: number, work: Promise<Value>, what = 'not done'): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} after ${patience} ms`)), patience)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Returns a signal that has aborted. React Native 0.86 has no `AbortSignal.abort`. */
export function abortedSignal(): AbortSignal {
  const controller = new AbortController()
  controller.abort()
  return controller.signal
}
