import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import type { Page } from 'playwright'
import { rolldown } from 'rolldown'

/** A server of one empty page with the tools of a test, on loopback. */
export interface PageSite extends AsyncDisposable {
  readonly origin: string
}

/** No inline script, no inline style, no `style` element. Requests go to loopback only. */
const policy = "default-src 'none'; script-src 'self'; connect-src http://127.0.0.1:*; base-uri 'none'"
const html = `<!doctype html><html lang="en"><head><meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width"><title>Page</title><script src="/main.js"></script></head>
<body><main><h1>Page</h1><button id="own">A button of the page</button><div id="place"></div></main></body></html>`

export async function startPageSite(): Promise<PageSite> {
  const built = await rolldown({ input: fileURLToPath(new URL('../page/main.ts', import.meta.url)), platform: 'browser' })
  const { output } = await built.generate({ format: 'iife' })
  await built.close()
  const [{ code }] = output
  const server = createServer(({ url }, response) => {
    const isScript = url === '/main.js'
    response.setHeader('content-type', isScript ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8')
    response.setHeader('content-security-policy', policy)
    response.end(isScript ? code : html)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Waits until what was requested has been drawn. */
export async function untilDrawn(page: Page): Promise<void> {
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(resolve))))')
}

/** What axe finds wrong, as `rule: element`. Runs through the DevTools protocol, which no policy of the page forbids. */
export async function violationsIn(page: Page): Promise<string[]> {
  await page.evaluate(`${axe.source}; undefined`)
  const found = await page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ': ' + target + ' ' + failureSummary)))`)
  return found as string[]
}

/** All text and all attributes of a page, shadow roots included. */
export async function allTextIn(page: Page): Promise<string> {
  return (await page.evaluate(`(() => {
    const parts = []
    const read = (root) => {
      for (const element of root.querySelectorAll('*')) {
        parts.push(element.tagName, ...Array.from(element.attributes, ({ name, value }) => name + '=' + value))
        if (element.shadowRoot) read(element.shadowRoot)
      }
      parts.push(root.textContent)
    }
    read(document.documentElement)
    return parts.join('\\n')
  })()`)) as string
}
