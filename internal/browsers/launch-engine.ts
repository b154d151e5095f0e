import type { Engine, EngineName, LaunchOptions } from './engine.ts'
import { launchChromium } from './chromium.ts'
import { launchFirefox } from './firefox.ts'
import { launchWebKit } from './webkit/launch-webkit.ts'
import type { Say } from '../tools/progress.ts'

const launchers: Readonly<Record<EngineName, (say: Say, options: LaunchOptions) => Promise<Engine>>> = {
  chromium: launchChromium,
  firefox: launchFirefox,
  webkit: launchWebKit,
}

/**
 * Starts a browser with an empty profile. Installs what is missing by `apt-get` if this process may.
 *
 * @throws {MissingPrerequisite} the browser is missing and cannot be installed; the message names the remedy
 */
export function launchEngine(name: EngineName, options: LaunchOptions = {}): Promise<Engine> {
  return launchers[name]((line) => console.log(`${name}: ${line}`), options)
}
