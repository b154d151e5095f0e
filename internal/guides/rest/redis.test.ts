import { describe, inject } from 'vitest'
import type { RedisContext } from '../../redis/setup/context.ts'
import { describePages } from '../describe-pages.ts'
import { redisReference, redisServers } from '../pages/redis.ts'

const { redis: program }: RedisContext = inject('redis')
const missing = 'missing' in program ? `: ${program.missing}` : ''

describe.skipIf(missing !== '')(`with Redis${missing}`, () => {
  describePages([redisReference, redisServers])
})
