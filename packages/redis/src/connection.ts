import { StoreError } from '@everbearer/core'

/**
 * Subscribes to a channel of Redis.
 *
 * @param onMessage - called with each message
 * @param onGap - called after a reconnect, when messages may have been lost
 * @returns a function that unsubscribes
 */
export type SubscribeToChannel = (
  channel: string,
  onMessage: (message: unknown) => void,
  onGap: () => void,
) => (() => void) | Promise<() => void>

/** The connection of a store to Redis or Valkey. `fromRedis`, `fromIoredis` and `fromGlide` make a connection from a client. */
export interface RedisConnection {
  /**
   * Sends one command, and resolves with its reply. All commands of one store must go to the same server, a primary.
   *
   * @param args - the command and its arguments
   * @param key - a key of the store, for clients of clusters that route by key; all keys of a store are in one slot
   */
  readonly send: (args: string[], key: string) => Promise<unknown>
  /** Subscribes to messages of other processes. @default no messages: the store sees changes at the next load, and polls for a lease */
  readonly subscribe?: SubscribeToChannel | undefined
}

/** Sends a command. Rejects with a `StoreError` only. */
export type RunCommand = (args: string[], key: string) => Promise<unknown>

/**
 * Makes a function that sends commands, and replaces the client's errors by a `StoreError`. A client's error may quote the arguments of the
 * command, and so a record with its tokens.
 */
export function createRunCommand({ send }: RedisConnection): RunCommand {
  return async (args, key) => {
    try {
      return await send(args, key)
    } catch (error) {
      throw conceal(args[0], error)
    }
  }
}

/** Returns an error to throw in place of a client's error. It names the command, but quotes none of the command's arguments. */
export function conceal(command: string | undefined, error: unknown): StoreError {
  return new StoreError(`Redis did not run ${command}${codeOf(error)}.`)
}

/** Returns the code of an error, in parentheses; empty: the error has no code. The rest of the error's message may quote the command. */
function codeOf(error: unknown): string {
  const { code, message, name } = Object(error) as Partial<Record<'code' | 'message' | 'name', unknown>>
  const found = wordOf(code, /^[A-Z][A-Z_]{1,30}$/) ?? wordOf(message, /^[A-Z]{2,20}(?= )/) ?? wordOf(name, /^[A-Z]\w{1,40}$/)
  return found === undefined ? '' : ` (${found})`
}

function wordOf(value: unknown, pattern: RegExp): string | undefined {
  return typeof value === 'string' ? pattern.exec(value)?.[0] : undefined
}
