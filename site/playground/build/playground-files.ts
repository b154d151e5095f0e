import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import type { Plugin } from 'vite'
import { otherTabFile, workerFile } from '../worker/paths.ts'
import { builtPackages } from './built-packages.ts'

const folder = join(import.meta.dirname, '..')
const otherTabScript = otherTabFile.replace('.html', '.js')

/** The page is shown in no window. @param base - the path of the site on its host */
const otherTabPage = (base: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="robots" content="noindex">
    <title>Second tab of the playground</title>
    <script src="${base}${otherTabScript}"></script>
  </head>
  <body>
    <h1>Second tab of the playground</h1>
  </body>
</html>
`

/** Builds the files of the playground that have fixed addresses: the service worker and the second tab. */
export function playgroundFiles(root: string): Plugin {
  let isServerBuild = false
  let base = '/'
  const makers: Readonly<Record<string, { readonly type: string; readonly make: () => Promise<string> | string }>> = {
    [workerFile]: { type: 'text/javascript', make: async () => withVersion(await bundle('worker/service-worker.ts', root)) },
    [otherTabFile]: { type: 'text/html', make: () => otherTabPage(base) },
    [otherTabScript]: { type: 'text/javascript', make: () => bundle('second-tab/page.ts', root) },
  }
  return {
    name: 'everbearer:playground-files',
    // Without these lists, Vite's server would find the libraries when a visitor chooses them, and reload the page.
    config: () => ({
      optimizeDeps: { include: ['axios', 'axios-auth-refresh', 'ky', 'ofetch'], exclude: ['is-network-error', 'p-retry'] },
    }),
    configResolved(config) {
      isServerBuild = config.build.ssr !== false
      base = config.base
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const { pathname } = new URL(request.originalUrl ?? '/', 'http://127.0.0.1')
        const file = makers[pathname.slice(server.config.base.length)]
        if (file === undefined) return next()
        void (async () => {
          try {
            response.setHeader('content-type', file.type).end(await file.make())
          } catch (error) {
            next(error)
          }
        })()
      })
    },
    async generateBundle() {
      // VitePress also builds what renders the pages, which nobody loads.
      if (isServerBuild) return
      for (const [fileName, { make }] of Object.entries(makers)) this.emitFile({ type: 'asset', fileName, source: await make() })
    },
  }
}

async function bundle(file: string, root: string): Promise<string> {
  await using build = await rolldown({ input: join(folder, file), platform: 'browser', plugins: [builtPackages(root)], logLevel: 'silent' })
  const { output } = await build.generate({ format: 'iife', minify: true })
  return output[0].code
}

/** Puts a hash of the code into the code: browsers install a worker whose code is new, and another version's memory is deleted. */
function withVersion(code: string): string {
  const hash = createHash('sha256').update(code).digest('hex').slice(0, 16)
  return `const PLAYGROUND_VERSION=${JSON.stringify(hash)};\n${code}`
}
