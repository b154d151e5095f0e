import { connect } from 'node:net'

/**
 * Sends one command without any client library.
 *
 * @param command - the command in one line, such as `INFO server`
 * @returns the raw reply; undefined: no server, or none that replies within a second
 */
export function askServer(port: number, command: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let reply = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(`${command}\r\n`))
    const end = (result: string | undefined): void => {
      socket.destroy()
      resolve(result)
    }
    socket.setTimeout(1_000, () => end(undefined))
    socket.on('error', () => end(undefined)).on('close', () => end(undefined))
    socket.on('data', (chunk) => {
      reply += chunk.toString()
      if (isComplete(reply)) end(reply)
    })
  })
}

function isComplete(reply: string): boolean {
  const length = /^\$(\d+)\r\n/.exec(reply)
  return length === null ? reply.endsWith('\r\n') : reply.length >= length[0].length + Number(length[1]) + 2
}
