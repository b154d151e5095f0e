import type { Command } from '../internal/tools/command-line.ts'
import { choices, flag, text, wholeNumber } from '../internal/tools/option-kinds.ts'
import { suiteNames } from './suites/index.ts'

function file(about: string, absent: string) {
  return text({ placeholder: 'file', allowed: 'a path', absent, about }, (path) => path)
}

const options = {
  only: choices(`suites, separated by commas, of ${suiteNames.join(', ')}`, suiteNames),
  quick: flag('fewer rounds: minutes instead of half an hour, for a first look'),
  json: file('where the results go; those from before stay where as much was put into them', 'reports/bench.json'),
  plot: file('where the plot goes', 'reports/bench.svg'),
  seed: wholeNumber({
    placeholder: 'n',
    least: 0,
    most: 999_999_999,
    absent: 1,
    about: 'decides in which order contenders take turns',
  }),
  'write-docs': flag('measures nothing; puts the results of --json, and the plot, into README.md and the pages of docs/'),
}

export const bench: Command<typeof options> = {
  name: 'bench',
  start: 'npm run bench --',
  about: `Measures Everbearer beside bare clients and other libraries, prints tables, and writes them as JSON and as a plot.
A full run takes half an hour; let nothing else run meanwhile.`,
  options,
}
