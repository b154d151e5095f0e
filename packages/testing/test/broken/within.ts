/** Fails with a time-out unless the promise settles in time. @param timeout - ms; none if undefined */
export async function within<Value>(timeout: number | undefined, pending: Promise<Value>): Promise<Value> {
  if (timeout === undefined) return pending
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DOMException('too late', 'TimeoutError')), timeout)
  })
  return Promise.race([pending, late]).finally(() => clearTimeout(timer))
}
