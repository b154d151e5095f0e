// Redis runs a script as one step. EVALSHA would save some hundred bytes per command, but needs a second round trip after a restart or
// failover. A refresh runs only a few scripts, so EVAL is good enough.

/** Returns the server's time (seconds, microseconds) and the values of two fields of the record at KEYS[1]. ARGV: names of the fields. */
export const loadScript = `
local time = redis.call('TIME')
local values = redis.call('HMGET', KEYS[1], ARGV[1], ARGV[2])
return { time[1], time[2], values[1], values[2] }`

/**
 * Writes the record at KEYS[1] if its revision (number of its last write) is as expected. Returns 1: saved; 0: another revision. ARGV:
 * expected revision, new revision, id of this write, time to live (ms), channel, message, then names of fields and their values.
 *
 * A client may send a command again after a reconnect, so a write with the same id counts as saved. The time to live never becomes
 * shorter: a logout stays at least as long as earlier records. Errors of PUBLISH, which a server may forbid, are ignored: messages only
 * save time.
 */
export const saveScript = `
local stored = redis.call('HMGET', KEYS[1], 'revision', 'write')
if stored[2] == ARGV[3] then return 1 end
if (stored[1] or '0') ~= ARGV[1] then return 0 end
local left = redis.call('PTTL', KEYS[1])
redis.call('HSET', KEYS[1], 'revision', ARGV[2], 'write', ARGV[3], unpack(ARGV, 7))
if left ~= -1 and tonumber(ARGV[4]) > left then redis.call('PEXPIRE', KEYS[1], ARGV[4]) end
redis.pcall('PUBLISH', ARGV[5], ARGV[6])
return 1`

/** Extends the lease at KEYS[1] if the owner still has the lease. Returns 0: the owner has lost it. ARGV: owner, time to live (ms). */
export const extendScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`

/** Ends the lease at KEYS[1] and publishes the message, if the owner still has the lease. ARGV: owner, channel, message. */
export const releaseScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.pcall('PUBLISH', ARGV[2], ARGV[3])
return 1`

/** Returns the command that runs a script on one key. */
export function evaluate(script: string, key: string, ...args: readonly string[]): string[] {
  return ['EVAL', script, '1', key, ...args]
}
