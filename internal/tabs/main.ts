import { writeFile } from 'node:fs/promises'
import { launchEngine } from '../browsers/index.ts'
import { runCommand } from '../tools/command-line.ts'
import { actionsOf } from './actions-of.ts'
import { evaluateRun } from './evaluate-run.ts'
import { tabs } from './options.ts'
import { planRun } from './plan.ts'
import { renderEvaluation } from './render-evaluation.ts'
import { runTabs } from './run.ts'

await runCommand(tabs, async ({ engine: name, 'no-store': isAlone, tabs: count, lifetimes, seed, ...values }) => {
  const begun = performance.now()
  const note = (text: string): void => console.log(`${((performance.now() - begun) / 1000).toFixed(1).padStart(7)} s  ${text}`)
  await using engine = await launchEngine(name)
  const { possible, missing } = actionsOf(engine)
  console.log(`${engine.name} ${engine.version}`)
  for (const limit of missing) console.log(`without ${limit}`)
  const record = await runTabs({
    engine,
    tabs: count,
    lifetimes,
    lifetime: values.lifetime * 1000,
    interval: values.interval * 1000,
    plan: planRun({ tabs: count, lifetimes, seed, actions: possible }),
    isSharing: !isAlone,
    note,
  })
  if (values.record !== undefined) await writeFile(values.record, JSON.stringify(record))
  const { lines, isGood } = renderEvaluation(evaluateRun(record))
  console.log(['', ...lines].join('\n'))
  return isGood ? 0 : 1
})
