import type { Command } from '../tools/command-line.ts'
import { choices, text } from '../tools/option-kinds.ts'
import { comingClients } from './clients.ts'

const names = comingClients.map(({ name }) => name)

/** A tag of a registry, or an exact version. */
function readTags(given: string): readonly string[] | undefined {
  const tags = given.split(',').map((tag) => tag.trim())
  return tags.every((tag) => /^[a-z0-9][\w.+-]*$/i.test(tag)) && new Set(tags).size === tags.length ? tags : undefined
}

const options = {
  client: choices(`clients, separated by commas, of ${names.join(', ')}`, names),
  tag: text(
    {
      placeholder: 'list',
      about: 'tags of the registry, or versions, separated by commas (default: latest,next)',
      allowed: 'tags or versions, separated by commas, each once',
      absent: ['latest', 'next'] as const,
    },
    readTags,
  ),
  output: text({ placeholder: 'file', about: 'writes the report there, too', allowed: 'a path', absent: undefined }, (given) => given),
}

export const clientsToCome: Command<typeof options> = {
  name: 'clients-to-come',
  start: 'node internal/clients-to-come/main.ts',
  about: `Tries versions of clients that the lockfile does not have. Copies the repository into a folder of its own, installs the version there,
checks the types and runs the tests of the adapter, which are the suite and its own. Prints a report in Markdown, as a text for an issue.
Ends with 1 if something failed. A tag that a client does not have counts as passed.`,
  options,
}
