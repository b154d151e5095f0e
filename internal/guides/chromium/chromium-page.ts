import type { Tab } from '../../browsers/index.ts'
import type { World } from '../open-world.ts'
import type { PageSite } from './page-site.ts'

/** How a block is run in a browser. */
export interface PageContext {
  readonly world: World
  readonly site: PageSite
  /** Opens a page that runs the block to its end. The block's values are `block` there; `tools` has what a check needs. */
  readonly open: (path?: string) => Promise<Tab>
}

/** Runs a block in Chromium, and checks that it does what the page says. */
export type PageCheck = (context: PageContext) => Promise<void>

/** A page of the documentation with code for browsers, by the name of each block. */
export interface ChromiumPage {
  readonly path: string
  readonly blocks: Readonly<Record<string, PageCheck>>
}
