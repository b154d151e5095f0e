import { type Command, UsageError } from '../tools/command-line.ts'
import { flag, text, wholeNumber } from '../tools/option-kinds.ts'
import type { ListedMutant } from './mutant.ts'

const options = {
  only: text(
    {
      placeholder: 'texts',
      allowed: 'texts separated by commas',
      absent: [''],
      about: 'mutants whose name or file under internal/mutants/rules contains one of these texts, separated by commas',
    },
    (given) => given.split(',').map((part) => part.trim()),
  ),
  from: wholeNumber({
    placeholder: 'n',
    least: 1,
    most: 999_999,
    absent: 1,
    about: 'starts with the n-th mutant of the list: goes on with a run that was interrupted',
  }),
  timeout: wholeNumber({
    placeholder: 's',
    least: 1,
    most: 999_999,
    of: 'seconds',
    absent: 120,
    about: 'longest that the tests of one mutant may take',
  }),
  list: flag('runs nothing; prints names and rules'),
}

export const mutantsCommand: Command<typeof options> = {
  name: 'mutants',
  start: 'npm run mutants --',
  about: `Breaks one rule of the code at a time, in a temporary copy, and checks that a test notices.
Ends with 1 if a mutant survives that is not listed as equivalent, or no longer applies.`,
  options,
}

/** @throws {UsageError} no mutant is left */
export function chooseMutants(
  mutants: readonly ListedMutant[],
  { only, from }: { readonly only: readonly string[]; readonly from: number },
): ListedMutant[] {
  const chosen = mutants.slice(from - 1).filter(({ name, list }) => only.some((part) => name.includes(part) || list.includes(part)))
  if (chosen.length === 0) throw new UsageError('--only, --from: no mutant is left; --list prints the names')
  return chosen
}
