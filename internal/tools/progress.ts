/** Tells what goes on while somebody waits. */
export type Say = (line: string) => void

const tick = 10_000

/** Awaits something slow, and says every ten seconds that it still goes on. */
export async function withProgress<T>(what: string, say: Say, work: Promise<T>): Promise<T> {
  const started = performance.now()
  const seconds = (): number => Math.round((performance.now() - started) / 1000)
  say(`${what}…`)
  const timer = setInterval(() => say(`${what}… ${seconds()} s`), tick)
  try {
    const result = await work
    say(`${what}: done (${seconds()} s)`)
    return result
  } finally {
    clearInterval(timer)
  }
}
