import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { findChromium, launchChromium } from '../../runtimes/launch-chromium.ts'
import { secret } from './clients.ts'
import { urlInput } from './inputs.ts'
import type { SentRequest } from './record.ts'
import type { UrlRun } from './run-in-node.ts'
import { count, createTally, type Leak, type Tally } from './tally.ts'

/** An allowed origin, so that relative URLs may get a token. */
const pageUrl = 'https://api.example.com/app/page'
/** Of the page itself, and of another origin. */
export const pageBases: readonly string[] = [pageUrl, 'https://evil.example/']
/** Inputs that are sent before the requests are looked at. */
const batch = 50
/** Nothing leaves this machine, so there is no need of preflights. */
const args = ['--disable-web-security', '--disable-features=LocalNetworkAccessChecks']

/**
 * The same comparison in a page of Chromium, once for each of these base URLs, as a `<base>` sets them.
 *
 * @param tokenOrigins - lets the token go anywhere, for the test of this check
 * @returns undefined on a machine without Chromium
 */
export async function runUrlsInChromium(
  inputs: number,
  seed: number,
  bases: readonly string[],
  tokenOrigins?: 'any',
): Promise<UrlRun | undefined> {
  const program = findChromium()
  if (program === undefined) return undefined
  const browser = await launchChromium(program, args)
  const code = await bundlePage()
  const tallies: Record<string, Tally> = {}
  const leaks: Leak[] = []
  let sent: SentRequest[] = []
  const take = (): SentRequest[] => sent.splice(0)

  const runAt = async (base: string): Promise<void> => {
    const page = await browser.newPage()
    await page.route('**/*', async (route) => {
      const request = route.request()
      if (request.isNavigationRequest())
        return route.fulfill({
          contentType: 'text/html',
          body: `<base href="${base}"><script>tokenOrigins = ${JSON.stringify(tokenOrigins)};${code}</script>`,
        })
      // Chromium reads some URLs that Node can't.
      const origin = URL.parse(request.url())?.origin ?? request.url()
      sent.push({ origin, hasToken: JSON.stringify(request.headers()).includes(secret) })
      await route.fulfill({ status: 200, body: '' })
    })
    const errors: Error[] = []
    page.on('pageerror', (error) => errors.push(error))
    await page.goto(pageUrl)
    const send = async (client: string, seeds: readonly number[]): Promise<SentRequest[]> => {
      await page.evaluate(([name, list]) => globalThis.sendUrls?.(name, list), [client, seeds] as const)
      return take()
    }
    const names = (await page.evaluate(() => globalThis.sendUrls?.())) ?? []
    if (names.length === 0) throw new AggregateError(errors, 'The page has no clients.')
    for (const name of names) tallies[name] ??= createTally()
    for (let first = seed; first < seed + inputs; first += batch) {
      const seeds = Array.from({ length: Math.min(batch, seed + inputs - first) }, (_, i) => first + i)
      for (const name of names) {
        const suspects = count(tallies[name]!, name, urlInput(first), await send(name, seeds))
        // Which of the batch was it?
        if (suspects.length > 0)
          for (const own of seeds) leaks.push(...count(createTally(), `${name} at ${base}`, urlInput(own), await send(name, [own])))
      }
    }
    await page.close()
  }
  try {
    for (const base of bases) await runAt(base)
  } finally {
    await browser.close()
  }
  return { tallies, leaks }
}

async function bundlePage(): Promise<string> {
  const bundle = await rolldown({ input: join(import.meta.dirname, 'page.ts'), platform: 'browser', logLevel: 'silent' })
  const { output } = await bundle.generate({ format: 'iife', minify: true })
  await bundle.close()
  return output[0].code.replaceAll('</script', String.raw`<\/script`)
}
