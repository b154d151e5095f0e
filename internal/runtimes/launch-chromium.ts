import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright'
import places from './binaries/chromium.json' with { type: 'json' }

/** Where this machine has its Chromium, unless it has none. */
export function findChromium(): string | undefined {
  return places.find((place) => existsSync(place))
}

/** Starts that Chromium. */
export async function launchChromium(executablePath: string, args: readonly string[]): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-background-networking', ...args] })
}
