import { createLines } from './lines.ts'
import type { RunJob } from './run-job.ts'
import { serveWorker } from './workerd.ts'

/** Longest that one target may take, ms. */
const patience = 240_000

/** The job is one request, and its results are the answer. */
export const runInWorkerd: RunJob = async ({ program, file }, job, onLine) => {
  const worker = await serveWorker(program, file)
  let done = false
  try {
    const response = await fetch(worker.url, { method: 'POST', body: JSON.stringify(job), signal: AbortSignal.timeout(patience) })
    const take = createLines((line) => void (line === 'done' ? (done = true) : onLine(line)))
    for await (const text of response.body!.pipeThrough(new TextDecoderStream())) take(text)
    if (!done) throw new Error('its answer has no end')
  } catch (error) {
    throw new Error(worker.said.slice(-30).join('\n'), { cause: error })
  } finally {
    worker.close()
  }
}
