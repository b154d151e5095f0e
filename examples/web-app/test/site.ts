import { cp, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestbed, type Testbed } from '@everbearer/testbed'
import { build, createServer, preview, type PreviewServer, type ViteDevServer } from 'vite'
import { startServer } from '../server/start.ts'

const example = join(import.meta.dirname, '..')
const repository = join(example, '..', '..')
const copied = ['index.html', 'package.json', 'src', 'vite.config.ts']

/** A request that the server of the page has received. */
export interface ReceivedRequest {
  readonly method: string
  readonly path: string
  /** Which tab has sent it, by the header `x-tab`. */
  readonly tab: string
  readonly authorization: string | undefined
  status: number
}

/** The example, as it runs on a developer's machine. */
export interface Site extends AsyncDisposable {
  readonly url: string
  readonly testbed: Testbed
  /** Oldest first. */
  readonly requests: readonly ReceivedRequest[]
  /** Forgets all requests and counts. */
  forget(): void
  /** Changes a source file of the page. */
  edit(file: string, change: (source: string) => string): Promise<void>
}

/**
 * @param accessTokenLifetime - s
 * @param page - as developers see the page, or as users do
 */
export async function startSite(accessTokenLifetime: number, page: 'served by Vite' | 'built'): Promise<Site> {
  const testbed = await startTestbed()
  for (const user of ['alice', 'bob']) testbed.registerUser({ username: user, password: user })
  const client = testbed.registerClient({ refreshTokens: true, rotateRefreshTokens: true, accessTokenLifetime })

  const server = await startServer({ issuer: testbed.issuer, ...client })
  const requests: ReceivedRequest[] = []
  server.prependListener('request', ({ method = '', url = '', headers }, response) => {
    const request = { method, path: url, tab: String(headers['x-tab']), authorization: headers.authorization, status: 0 }
    requests.push(request)
    response.once('finish', () => (request.status = response.statusCode))
  })

  // A copy: its files can be edited.
  const root = await realpath(await mkdtemp(join(tmpdir(), 'everbearer-web-app-')))
  for (const name of copied) await cp(join(example, name), join(root, name), { recursive: true })
  await symlink(join(example, 'node_modules'), join(root, 'node_modules'), 'junction')
  process.env['WEB_APP_SERVER'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const vite = await (page === 'built' ? startBuilt(root) : startVite(root))

  return {
    url: vite.resolvedUrls!.local[0]!,
    testbed,
    requests,
    forget() {
      requests.length = 0
      testbed.resetCounts()
    },
    async edit(file, change) {
      const path = join(root, file)
      await writeFile(path, change(await readFile(path, 'utf8')))
    },
    async [Symbol.asyncDispose]() {
      await vite.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await testbed.close()
      await rm(root, { recursive: true, force: true })
    },
  }
}

async function startVite(root: string): Promise<ViteDevServer> {
  const vite = await createServer({
    root,
    cacheDir: join(root, '.vite'),
    logLevel: 'error',
    // As for packages from npm: without this, the page would load each of their source files.
    optimizeDeps: { include: ['@everbearer/browser', '@everbearer/fetch'] },
    server: { port: 0, fs: { allow: [root, repository] } },
  })
  return vite.listen()
}

async function startBuilt(root: string): Promise<PreviewServer> {
  await build({ root, logLevel: 'error' })
  return preview({ root, logLevel: 'error', preview: { host: '127.0.0.1', port: 0 } })
}
