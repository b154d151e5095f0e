import { createServer, type RequestListener, type Server } from 'node:http'
import { toNodeHandler } from 'h3'
import { createApp } from './app.ts'
import { createLogIn, createUserOf } from './authorization-server.ts'
import { type AuthorizationServer, createSessions } from './sessions.ts'

/** @param port - 0: any free port */
export async function startServer(authorizationServer: AuthorizationServer, port = 0): Promise<Server> {
  const app = createApp({
    sessions: createSessions(authorizationServer),
    logIn: createLogIn(authorizationServer),
    userOf: createUserOf(authorizationServer.issuer),
  })
  const server = createServer(toNodeHandler(app) as RequestListener)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return server
}
