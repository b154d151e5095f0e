import type { PlayResponse, ReceivedRequest } from './response.ts'
import type { PlayServer } from './play-server.ts'

/** Serves a fetch request: waits for its way to the server, and for the way back. A lost response is a network error. */
export async function serve(
  server: PlayServer,
  path: string,
  request: Request,
  now: () => number,
  pause: (ms: number) => Promise<unknown>,
): Promise<Response> {
  const arrived = now()
  const authorization = request.headers.get('authorization') ?? undefined
  const received: ReceivedRequest = { method: request.method, path, authorization, body: await request.text(), arrived }
  await pause(server.wayOf(path))
  const response = server.respond(received)
  await pause(response.delay)
  return responseOf(response)
}

function responseOf({ kind, status, headers, body }: PlayResponse): Response {
  return kind === 'lost' ? Response.error() : Response.json(body, { status, headers })
}
