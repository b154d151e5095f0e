import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProcess } from '../../internal/tools/run-process.ts'
import { type SiteServer, serveSite } from '../build/serve-site.ts'

let folder: string
let server: SiteServer
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'everbearer-site-'))
  await mkdir(join(folder, 'guide'))
  const files = { 'index.html': 'front', '404.html': 'not here', 'guide/stores.html': 'stores', 'guide/stores.md': '# Stores' }
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text)
  server = await serveSite({ folder, base: '/everbearer/', port: 0 })
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

describe('the server of the site', () => {
  it('says the address of the front page', () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/everbearer\/$/)
  })

  it.each([
    ['', 200, 'front'],
    ['guide/stores', 200, 'stores'],
    ['guide/stores.html', 200, 'stores'],
    ['guide/stores.md', 200, '# Stores'],
    ['guide/none', 404, 'not here'],
    ['../guide/stores', 404, 'not here'],
    ['../../package.json', 404, 'not here'],
  ])('responds to /everbearer/%s with %i', async (path, status, text) => {
    const response = await fetch(new URL(path, server.url))
    expect([response.status, await response.text()]).toEqual([status, text])
  })

  it('leaves a port to the program that has it', async () => {
    const port = new URL(server.url).port
    await expect(serveSite({ folder, base: '/', port: Number(port) })).rejects.toThrow(
      `--port: another program has ${port}; expected a free port, or 0 for any`,
    )
    const { code, stderr } = await runProcess(process.execPath, [join(import.meta.dirname, '../main.ts'), '--port', port])
    expect([code, stderr]).toEqual([2, `site: --port: another program has ${port}; expected a free port, or 0 for any\n`])
  })
})
