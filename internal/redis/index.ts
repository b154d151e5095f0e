export { findServer, type ServerKind, serverKinds, type ServerProgram } from './find-server.ts'
export { type RedisServer, type RedisServerOptions, startRedis } from './start-redis.ts'
export { askServer } from './ask-server.ts'
export { MissingPrerequisite } from '../tools/need-program.ts'
