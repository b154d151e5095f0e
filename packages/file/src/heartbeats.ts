import { codeOf } from './file-errors.ts'

/**
 * Calls `beat` again and again, until the returned function is called. That function resolves when no beat is under way any more.
 *
 * @param every - ms between the beats; the timer does not keep the process alive
 * @param onLost - called once, if the file of the owner is gone
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
      // Other errors may pass: the file is still there.
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
