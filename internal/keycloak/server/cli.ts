import { authRealms, plainRealms } from '../realms/all.ts'
import { startBoth } from './both.ts'
import { findLauncher } from './launch.ts'

/** `node internal/keycloak/server/cli.ts`: both servers, until Ctrl-C. */
const say = (line: string): void => console.log(line)
const stop = Promise.withResolvers<void>()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.resolve())

await using servers = await startBoth(
  await findLauncher(say),
  { plain: Number(process.env['PORT'] ?? 8180), auth: Number(process.env['PORT_AUTH'] ?? 8181) },
  say,
)
for (const { realm } of plainRealms) say(`${servers.plain.baseUrl}/realms/${realm}`)
for (const { realm } of authRealms) say(`${servers.auth.baseUrl}/realms/${realm}`)
say(`For tests: KEYCLOAK_URLS='${servers.plain.baseUrl} ${servers.auth.baseUrl}' pnpm vitest --project keycloak`)
say('Ctrl-C ends both.')
const alive = setInterval(() => {}, 60_000)
await stop.promise
clearInterval(alive)
say('stopping…')
