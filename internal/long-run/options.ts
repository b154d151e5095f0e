import type { Command } from '../tools/command-line.ts'
import { choices, flag, number } from '../tools/option-kinds.ts'
import { partNames } from './plan.ts'

const options = {
  only: choices(`parts, separated by commas, of ${partNames.join(', ')}`, partNames),
  minutes: number({
    placeholder: 'n',
    of: 'minutes',
    least: 0,
    most: 10_080,
    absent: undefined,
    about: 'begins no further piece after so long',
  }),
  restart: flag('forgets what earlier runs did'),
  list: flag('runs nothing; prints the pieces that are left'),
}

export const longRun: Command<typeof options> = {
  name: 'long-run',
  start: 'npm run test:long --',
  about: `Runs what takes hours, piece by piece: a million schedules of the model, every world with a disturbance, fuzzing at full
size, all mutants, six soaks, fleets of processes, and libraries on top. Goes on where an earlier run of the same code stopped, and repeats what failed.
Keeps its progress and a report under reports/long. Ends with 1 if a piece failed.`,
  options,
}
