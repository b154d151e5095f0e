// Makes sure of the browsers that the tests drive. A browser that is missing and cannot be installed fails the run in CI.
import { MissingPrerequisite } from '../tools/need-program.ts'
import type { Say } from '../tools/progress.ts'
import { needChromium, needFirefox, needWebKit } from './programs.ts'

const say: Say = (line) => console.error(`set-up: ${line}`)

const browsers: Readonly<Record<string, () => Promise<string>>> = {
  Chromium: () => needChromium(say),
  Firefox: () => needFirefox(say),
  WebKitGTK: async () => (await needWebKit(say)).browser,
}

// One after another: they share one `apt-get`.
for (const [name, need] of Object.entries(browsers)) {
  try {
    say(`${name} is ${await need()}`)
  } catch (error) {
    if (!(error instanceof MissingPrerequisite)) throw error
    say(`${name}: ${error.message}`)
    if (process.env['CI']) process.exitCode = 1
  }
}
