import type { Command } from '../command-line/command.ts'
import { secretNotes } from '../command-line/help.ts'
import type { ArgumentValues, OptionTable } from '../command-line/options.ts'
import { readSecrets } from '../command-line/secrets.ts'
import { readTarget, targetOptions } from '../command-line/target-options.ts'
import type { Terminal } from '../command-line/terminal.ts'
import { UsageError } from '../command-line/usage-error.ts'
import { defaultLimits, type Limits } from '../http/reply.ts'
import { createSender } from '../http/send.ts'
import { observe } from './observe.ts'
import { renderReport } from './report/render-report.ts'
import { reportOn } from './report/report.ts'

const options = {
  ...targetOptions,
  'page-origin': {
    placeholder: 'origin',
    allowed: 'an origin such as https://app.example.com',
    fits: (text) => URL.parse(text)?.origin === text,
    about: 'judge CORS for a page of this origin',
  },
  'spend-refresh-token': { about: 'use your own refresh token; with rotation, your session is lost' },
  'test-reuse': { about: 'present a replaced refresh token of the session that doctor opened; the server may end that session' },
  json: { about: 'print the report as JSON' },
} satisfies OptionTable

export const doctor: Command = {
  name: 'doctor',
  summary: 'finds out what is wrong with a server, a client and an API',
  about:
    'Asks your authorization server and your API as Everbearer would, names what is wrong and what to do, and prints the options of ' +
    'createCoordinator that fit. It opens one session, and revokes it if the server can do that.',
  examples: ['everbearer doctor --issuer https://auth.example.com --client-id my-client \\', '  --api https://api.example.com/orders'],
  options,
  notes: `${secretNotes}\n\nExit codes: 0 nothing is wrong, 1 something is wrong, 2 wrong input.`,
  run: (given, terminal) => runDoctor(given, terminal, defaultLimits),
}

/** Runs `everbearer doctor`, and returns the exit code. @param limits - time limits for responses */
export async function runDoctor(given: ArgumentValues, terminal: Terminal, limits: Limits): Promise<number> {
  const target = readTarget(given, false)
  const [pageOrigin] = given.get('page-origin') ?? []
  if (pageOrigin !== undefined && target.api === undefined) throw new UsageError('--page-origin: expected together with --api')
  const secrets = await readSecrets(target, terminal)
  using sender = createSender(limits)
  using serverSender = secrets.tls === undefined ? undefined : createSender(limits, secrets.tls)
  const observations = await observe({
    target,
    secrets,
    send: sender.send,
    sendToServer: (serverSender ?? sender).send,
    limits,
    pageOrigin,
    spendRefreshToken: given.has('spend-refresh-token'),
    testReuse: given.has('test-reuse'),
    onProgress: terminal.progress,
    onSecret: terminal.conceal,
  })
  terminal.progress(undefined)
  const report = reportOn(observations)
  const { width = 110, paint } = terminal
  terminal.print(given.has('json') ? JSON.stringify(report, undefined, 2) : renderReport(report, { width, paint }))
  return report.healthy ? 0 : 1
}
