import { createSubject } from '#client'
import { type Job, runJob } from '../job.ts'

/** A worker that takes a job by POST, and tells of the results as they come, one a line. */
const worker = {
  async fetch(request: Request): Promise<Response> {
    const job = (await request.json()) as Job
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
    const writer = writable.getWriter()
    const encoder = new TextEncoder()
    const write = (line: string): Promise<void> => writer.write(encoder.encode(`${line}\n`))
    const run = async (): Promise<void> => {
      await runJob(job, createSubject, undefined, (result) => void write(JSON.stringify(result)))
      await write('done')
      await writer.close()
    }
    run().catch((error: unknown) => writer.abort(error))
    return new Response(readable)
  },
}

// oxlint-disable-next-line no-default-export -- workerd calls it
export default worker
