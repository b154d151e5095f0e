import { codeOf } from './file-errors.ts'

/**
 * Calls `beat`, which updates the file of a lock's owner, repeatedly until the returned function is called. The promise of that function
 * resolves when no beat is running.
 *
 * @param every - time between the beats, ms; the timer does not keep the process alive
 * @param onLost - called once, if the owner's file was removed, so that the lock is lost
 */
export function startHeartbeats(beat: () => Promise<void>, every: number, onLost: () => void): () => Promise<void> {
  let current: Promise<void> = Promise.resolve()
  let isOver = false
  const timer = setInterval(() => {
    current = afterLast(current)
  }, every)
  timer.unref()
  return stop

  async function afterLast(last: Promise<void>): Promise<void> {
    await last
    if (isOver) return
    try {
      await beat()
    } catch (error) {
      // After other errors, the file is still there, and the next beat may succeed.
      if (codeOf(error) !== 'ENOENT' || isOver) return
      end()
      onLost()
    }
  }

  function end(): void {
    isOver = true
    clearInterval(timer)
  }

  async function stop(): Promise<void> {
    end()
    await current
  }
}
