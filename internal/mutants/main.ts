import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { renderTable } from '../../demo/table.ts'
import { copyCheckout } from './checkout.ts'
import { type Command, helpText, parseOptions } from './options.ts'
import { mutants } from './rules/index.ts'
import { type Result, runMutants } from './run-mutants.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const command = parseOptions(process.argv.slice(2), mutants)

if (command.kind === 'help') process.stdout.write(helpText)
else if (command.kind === 'list')
  console.log(renderTable([['', 'mutant', 'rule'], ...mutants.map(({ name, rule }, i) => [`${i + 1}`, name, rule])]).join('\n'))
else if (command.kind === 'wrong') {
  console.error(`mutants: ${command.line}`)
  process.exitCode = 2
} else await run(command)

async function run({ chosen, timeout }: Extract<Command, { kind: 'run' }>): Promise<void> {
  const checkout = await copyCheckout(root)
  // Ctrl-C leaves no copy behind.
  process.once('exit', () => rmSync(checkout.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

  const results = await runMutants(checkout, chosen, { timeout, onResult: report })
  const head = ['mutant', 'place', 'outcome']
  console.log(['', ...renderTable([head, ...results.map(({ mutant, place, outcome }) => [mutant.name, place, outcome])])].join('\n'))
  const wrong = results.filter(({ ok }) => !ok)
  for (const { mutant, outcome, place, detail } of wrong) {
    console.log(`\n${outcome}: ${mutant.name} (${mutant.list})\n  ${place}\n  rule: ${mutant.rule}\n  ${detail}`)
  }
  console.log(`\n${results.length - wrong.length} of ${results.length} mutants as they should be`)
  process.exitCode = wrong.length > 0 ? 1 : 0
}

function report({ mutant, outcome, ok, detail }: Result): void {
  const number = mutants.indexOf(mutant) + 1
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${number} ${mutant.name}: ${outcome} (${detail.split('\n')[0]})`)
}
