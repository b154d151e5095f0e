import { type NetConnectOpts, Socket } from 'node:net'

/** Returns the port on 127.0.0.1 that stands for a host and port; undefined leaves the connection as it is. */
export type FindPort = (host: string, port: string) => number | undefined

/**
 * Sends connections of this process to servers on 127.0.0.1, as a resolver and a firewall would. Names stay as they are for everything
 * above TCP: TLS checks the certificate for the name that the program wrote.
 */
export function rerouteConnections(findPort: FindPort): Disposable {
  const connect = Reflect.get(Socket.prototype, 'connect')
  Socket.prototype.connect = function rerouted(this: Socket, ...args: unknown[]): Socket {
    const [first] = args
    // Node's own callers give options and callback as one list, which has a mark.
    if (Array.isArray(first)) first[0] = reroute(first[0] as NetConnectOpts)
    else args[0] = reroute(first as NetConnectOpts)
    return Reflect.apply(connect, this, args)
  }
  return {
    [Symbol.dispose]() {
      Socket.prototype.connect = connect
    },
  }

  function reroute(options: NetConnectOpts): NetConnectOpts {
    if (typeof options !== 'object' || !('port' in options)) return options
    const port = findPort(options.host ?? 'localhost', `${options.port}`)
    return port === undefined ? options : { ...options, host: '127.0.0.1', port }
  }
}
