import { renderTable } from '../../demo/table.ts'
import { type Command, helpText, parseOptions } from './options.ts'
import { runPrints } from './print/run.ts'
import { pageBases, runUrlsInChromium } from './url/run-in-chromium.ts'
import { runUrlsInNode, type UrlRun } from './url/run-in-node.ts'

/** Leaks that are shown in full. */
const most = 20

const command = parseOptions(process.argv.slice(2), pageBases)
if (command.kind === 'help') process.stdout.write(helpText)
else if (command.kind === 'wrong') {
  console.error(`fuzz: ${command.line}`)
  process.exitCode = 2
} else await run(command)

async function run({ url, print, seed, inBrowser, bases }: Extract<Command, { kind: 'run' }>): Promise<void> {
  if (url > 0) {
    showUrls(`${url} URLs from seed ${seed}, Node ${process.versions.node}`, await runUrlsInNode(url, seed))
    const inChromium = inBrowser ? await runUrlsInChromium(url, seed, bases) : undefined
    if (inChromium) showUrls(`${url} URLs from seed ${seed}, Chromium, base ${bases.join(' and ')}`, inChromium)
    else console.log(inBrowser ? '\nChromium is missing: npm run runtimes' : '')
  }
  if (print > 0) {
    const { outcomes, leaks } = await runPrints(print, seed)
    console.log(
      [
        `\n${print} situations for each client from seed ${seed}`,
        ...renderTable([Object.keys(outcomes), Object.values(outcomes).map(String)]),
      ].join('\n'),
    )
    complain(leaks.map(({ client, seed: own, where }) => `${client}: --print 1 --seed ${own} shows a secret\n  ${where.join('\n  ')}`))
  }
}

function showUrls(title: string, { tallies, leaks }: UrlRun): void {
  const rows = Object.entries(tallies).map(([client, { requests, withToken, withheld }]) =>
    [client, requests, withToken, withheld].map(String),
  )
  console.log([`\n${title}`, ...renderTable([['client', 'requests', 'with token', 'allowed, without'], ...rows])].join('\n'))
  complain(
    leaks.map(
      ({ client, input, origin }) => `${client}: --url 1 --seed ${input.seed} takes the token to ${origin}\n  ${JSON.stringify(input)}`,
    ),
  )
}

function complain(lines: readonly string[]): void {
  console.log(lines.length === 0 ? 'no leak' : [`${lines.length} leaks`, ...lines.slice(0, most)].join('\n'))
  if (lines.length > 0) process.exitCode = 1
}
