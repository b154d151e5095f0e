import { existsSync, globSync } from 'node:fs'
import chromiumPlaces from '../runtimes/binaries/chromium.json' with { type: 'json' }
import { findProgram } from '../tools/find-program.ts'
import { MissingPrerequisite, needProgram } from '../tools/need-program.ts'
import type { Say } from '../tools/progress.ts'

const firefoxOnMac = '/Applications/Firefox.app/Contents/MacOS/firefox'
const miniBrowser = '/usr/lib/*/webkit2gtk-4.*/MiniBrowser'

/** Finds Chromium, or installs it if this process may. @throws {MissingPrerequisite} */
export async function needChromium(say: Say): Promise<string> {
  return chromiumPlaces.find((place) => existsSync(place)) ?? needProgram('chromium', 'chromium', say)
}

/** Finds Firefox, or installs it if this process may. @throws {MissingPrerequisite} */
export async function needFirefox(say: Say): Promise<string> {
  if (existsSync(firefoxOnMac)) return firefoxOnMac
  return (await findProgram('firefox')) ?? needProgram('firefox-esr', 'firefox-esr', say)
}

/** The programs that WebKitGTK is driven with. */
export interface WebKitPrograms {
  readonly driver: string
  readonly browser: string
  readonly display: string
}

/** Finds WebKitGTK, its driver and an X server without a screen, or installs them if this process may. @throws {MissingPrerequisite} */
export async function needWebKit(say: Say): Promise<WebKitPrograms> {
  if (process.platform !== 'linux') throw new MissingPrerequisite('WebKitGTK runs on Linux alone; to enable: run the tests there')
  const driver = await needProgram('WebKitWebDriver', 'webkit2gtk-driver', say)
  const display = await needProgram('Xvfb', 'xvfb', say)
  // The newest version of the library that the driver may be of.
  const browser = globSync(miniBrowser).toSorted().at(-1)
  if (browser === undefined) throw new MissingPrerequisite(`no ${miniBrowser}; to enable: sudo apt-get install -y webkit2gtk-driver`)
  return { driver, browser, display }
}
