import type { ChromiumPage } from './chromium-page.ts'
import { browser } from './pages/browser.ts'
import { devtools } from './pages/devtools.ts'
import { dpop } from './pages/dpop.ts'
import { faq } from './pages/faq.ts'
import { live } from './pages/live.ts'
import { login } from './pages/login.ts'
import { readme } from './pages/readme.ts'
import { sources } from './pages/sources.ts'

/** The pages whose blocks run in a page of Chromium. */
export const pagesInChromium: readonly ChromiumPage[] = [readme, browser, devtools, dpop, faq, live, login, sources]
