import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { playwright } from '@vitest/browser-playwright'
import type { TestProjectConfiguration } from 'vitest/config'
import places from './binaries/chromium.json' with { type: 'json' }
import { sessionServer } from './test/chromium/session-server.ts'

const here = import.meta.dirname
/** The browser's own errands: none of them is any business of a test. */
const args = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const testTimeout = 300_000

/** The suite in a real browser; where there is none, a test that says so. */
export function chromiumProject(options: object): TestProjectConfiguration {
  const executablePath = places.find((place) => existsSync(place))
  if (executablePath === undefined) return { test: { ...options, include: ['internal/runtimes/test/chromium/missing.test.ts'] } }
  return {
    plugins: [sessionServer()],
    test: {
      ...options,
      include: [
        'internal/runtimes/test/chromium/*.browser.test.ts',
        'packages/browser/test/pages/*.browser.test.ts',
        'packages/dpop/test/pages/*.browser.test.ts',
      ],
      testTimeout,
      globalSetup: [join(here, 'test', 'chromium', 'control.ts')],
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: { executablePath, args } }),
        instances: [{ browser: 'chromium' }],
      },
    },
  }
}
