import { renderTable } from '../../demo/table.ts'
import { runCommand } from '../tools/command-line.ts'
import { amountsOf, fuzz } from './options.ts'
import { runPrints } from './print/run.ts'
import { runUrlsInChromium } from './url/run-in-chromium.ts'
import { runUrlsInNode, type UrlRun } from './url/run-in-node.ts'

/** Leaks that are shown in full. */
const most = 20

let leaked = false

await runCommand(fuzz, async ({ seed, base, 'no-browser': noBrowser, ...asked }) => {
  const { url, print } = amountsOf(asked)
  if (url > 0) {
    showUrls(`${url} URLs from seed ${seed}, Node ${process.versions.node}`, await runUrlsInNode(url, seed))
    const inChromium = noBrowser ? undefined : await runUrlsInChromium(url, seed, base)
    if (inChromium) showUrls(`${url} URLs from seed ${seed}, Chromium, base ${base.join(' and ')}`, inChromium)
    else console.log(noBrowser ? '' : '\nChromium is missing: npm run runtimes')
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
  return leaked ? 1 : 0
})

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
  leaked ||= lines.length > 0
}
