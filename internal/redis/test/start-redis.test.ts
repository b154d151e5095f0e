import { access } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { askServer } from '../ask-server.ts'
import { onEachServer } from '../setup/on-redis.ts'
import { startRedis } from '../start-redis.ts'

onEachServer('a server for tests', (start, kind) => {
  it('answers on loopback, evicts nothing and keeps its data in a file', async () => {
    await using server = await start()
    expect(await askServer(server.port, 'CONFIG GET maxmemory-policy')).toContain('noeviction')
    expect(await askServer(server.port, 'CONFIG GET appendonly')).toContain('yes')
    expect(await askServer(server.port, 'CONFIG GET bind')).toContain('127.0.0.1')
    expect(await askServer(server.port, 'INFO server')).toContain(kind === 'redis' ? 'redis_version:' : 'valkey_version:')
  })

  it('keeps its port and its data over a kill and a restart', async () => {
    await using server = await start()
    const first = server.pid()
    await askServer(server.port, 'SET kept yes')
    await server.kill()
    expect(await askServer(server.port, 'PING')).toBeUndefined()
    await server.restart()
    expect(await askServer(server.port, 'GET kept')).toContain('yes')
    expect(server.pid()).not.toBe(first)
  })

  it('leaves neither a process nor data when it is stopped', async () => {
    await using server = await start()
    const reply = (await askServer(server.port, 'CONFIG GET dir')) ?? ''
    const folder = reply.split('\r\n')[4] ?? ''
    await access(folder)
    await server.stop()
    expect(() => process.kill(server.pid(), 0)).toThrow('ESRCH')
    await expect(access(folder)).rejects.toThrow('ENOENT')
  })

  it('says why a server does not start', async () => {
    await expect(start({ settings: { 'maxmemory-policy': 'no such policy' } })).rejects.toThrow('maxmemory-policy')
  })
})

it('a server whose program is missing does not start', async () => {
  await expect(startRedis({ program: { path: '/nowhere/redis-server', environment: {} } })).rejects.toThrow('The server did not start')
})
