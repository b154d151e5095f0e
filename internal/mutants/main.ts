import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { renderTable } from '../../demo/table.ts'
import { runCommand } from '../tools/command-line.ts'
import { copyCheckout } from './checkout.ts'
import { chooseMutants, mutantsCommand } from './options.ts'
import { mutants } from './rules/index.ts'
import { type Result, runMutants } from './run-mutants.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
await runCommand(mutantsCommand, async ({ list, timeout, ...choice }) => {
  if (list) {
    console.log(renderTable([['', 'mutant', 'rule'], ...mutants.map(({ name, rule }, i) => [`${i + 1}`, name, rule])]).join('\n'))
    return 0
  }
  const chosen = chooseMutants(mutants, choice)
  const checkout = await copyCheckout(root)
  // Ctrl-C leaves no copy behind.
  process.once('exit', () => rmSync(checkout.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

  const results = await runMutants(checkout, chosen, { timeout: timeout * 1000, onResult: report })
  const head = ['mutant', 'place', 'outcome']
  console.log(['', ...renderTable([head, ...results.map(({ mutant, place, outcome }) => [mutant.name, place, outcome])])].join('\n'))
  const wrong = results.filter(({ ok }) => !ok)
  for (const { mutant, outcome, place, detail } of wrong) {
    console.log(`\n${outcome}: ${mutant.name} (${mutant.list})\n  ${place}\n  rule: ${mutant.rule}\n  ${detail}`)
  }
  console.log(`\n${results.length - wrong.length} of ${results.length} mutants as they should be`)
  return wrong.length > 0 ? 1 : 0
})

function report({ mutant, outcome, ok, detail }: Result): void {
  const number = mutants.indexOf(mutant) + 1
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${number} ${mutant.name}: ${outcome} (${detail.split('\n')[0]})`)
}
