import { join } from 'node:path'
import type { Testbed } from '@everbearer/testbed'
import { type Command, describeFailure } from '../commands.ts'
import { inTurns } from '../in-turns.ts'
import { aimAt, aimAtPage } from './aim-example.ts'
import type { Example } from './examples.ts'
import { startPageServer } from './page-server.ts'
import type { Project } from './project.ts'

/** What examples talk to. */
export interface Servers {
  readonly testbed: Testbed
  /** Undefined if this machine has no Redis: examples that need Redis are left out. */
  readonly redisUrl: string | undefined
}

/** Longest that an example may run, ms. On an idle machine, each ends within a second. */
const timeout = 60_000

/** Runs each example in the project, against servers on this machine. Returns what went wrong. */
export async function exampleFaults(project: Project, start: Command, examples: readonly Example[], servers: Servers): Promise<string[]> {
  const able = examples.filter(({ needs }) => !needs.redis || servers.redisUrl !== undefined)
  const found = await inTurns(able, async (example) => runExample(project, start, example, servers))
  return found.filter((fault) => fault !== undefined)
}

async function runExample(
  project: Project,
  start: Command,
  example: Example,
  { testbed, redisUrl = '' }: Servers,
): Promise<string | undefined> {
  const { page, code, file, needs } = example
  const client = testbed.registerClient()
  await using pageServer = await startPageServer(testbed, client)
  // A folder of its own, as an example may leave files behind.
  const within = join('runs', client.clientId)
  const aimed = needs.pageServer
    ? aimAtPage(code, testbed, pageServer.sessionEndpoint)
    : needs.testbed
      ? aimAt(code, testbed, client)
      : code
  await project.write(join(within, file), aimed.replaceAll('redis://redis.example.com', redisUrl))
  const command: Command = [...start, file]
  const outcome = await project.run(command, { within, timeout })
  if (outcome.code !== 0) return `the example of ${page} fails\n${describeFailure(command, outcome)}`
  const hasCalled = !needs.testbed || testbed.counts(client.clientId).apiOk > 0
  return hasCalled ? undefined : `the example of ${page} ends without a response of the API`
}
