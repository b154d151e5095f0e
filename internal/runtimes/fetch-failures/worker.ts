import { type Servers, type ObservedFailure, tryAll } from './failures.ts'

/** A worker that takes the servers by POST and answers with all failures at once. */
const worker = {
  async fetch(request: Request): Promise<Response> {
    const observed: ObservedFailure[] = []
    await tryAll((await request.json()) as Servers, (failure) => observed.push(failure))
    return new Response(observed.map((failure) => `${JSON.stringify(failure)}\n`).join(''))
  },
}

// oxlint-disable-next-line no-default-export -- workerd calls it
export default worker
