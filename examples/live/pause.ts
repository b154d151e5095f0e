/** Waits before the next connection after a failure: 1 s, then twice as long each time, at most 30 s. Less by chance, up to half. */
export async function pause(failures: number, signal: AbortSignal): Promise<void> {
  const longest = Math.min(30_000, 1000 * 2 ** (failures - 1))
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, longest * (1 - Math.random() / 2))
    const stop = (): void => {
      clearTimeout(timer)
      resolve()
    }
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
  })
}
