import { afterAll, beforeAll, beforeEach, inject } from 'vitest'
import { findChromium, launchChromium } from '../../../../internal/runtimes/launch-chromium.ts'
import { missing } from '../../../../internal/runtimes/test/missing.ts'
import { serveSite, type SiteServer } from '../../../build/serve-site.ts'
import { type Browser, createVisitor, type Visitor, type VisitorOptions } from './visitor.ts'

/** What the tests of a file share: the built site, served, and a browser. */
export interface OnSite {
  /** A visitor without a past. */
  readonly visit: (options?: VisitorOptions) => Promise<Visitor>
  /** The folder of the built site, and its path on its host. */
  readonly site: { readonly folder: string; readonly base: string }
}

/** Serves the site and starts Chromium for the tests of a file. Without Chromium, the tests are skipped or, in CI, fail. */
export function onSite(): OnSite {
  const site = inject('site')
  const chromium = findChromium()
  let browser: Browser | undefined
  let server: SiteServer | undefined

  beforeAll(async () => {
    if (chromium === undefined) return
    browser = await launchChromium(chromium, [])
    server = await serveSite({ ...site, port: 0 })
  })
  afterAll(async () => {
    await browser?.close()
    await server?.[Symbol.asyncDispose]()
  })
  beforeEach(({ skip }) => {
    if (chromium === undefined) missing('Chromium', skip)
  })
  return { site, visit: (options) => createVisitor(browser!, server!.url, options) }
}
