import { writeFile } from 'node:fs/promises'
import { runCommand } from '../tools/command-line.ts'
import { root } from '../repository/repository.ts'
import { runProcess } from '../tools/run-process.ts'
import { comingClients } from './clients.ts'
import { clientsToCome } from './options.ts'
import { isFailure, issueText, type Outcome, summaryLine } from './report.ts'
import { tryVersion } from './try-version.ts'

await runCommand(clientsToCome, async ({ client: chosen, tag: tags, output }) => {
  // The end of this process ends the tests, and removes the copy.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  const outcomes: Outcome[] = []
  for (const client of comingClients.filter(({ name }) => chosen.includes(name))) {
    for (const tag of tags) {
      const outcome = await tryVersion(client, tag)
      console.error(`clients-to-come: ${summaryLine(outcome)}`)
      outcomes.push(outcome)
    }
  }
  const { stdout: commit } = await runProcess('git', ['rev-parse', '--short', 'HEAD'], { cwd: root })
  const text = issueText(outcomes, `commit ${commit.trim()} and Node ${process.versions.node}`)
  process.stdout.write(text)
  if (output !== undefined) await writeFile(output, text)
  return outcomes.some(isFailure) ? 1 : 0
})
