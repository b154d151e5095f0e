import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../tools/free-port.ts'
import type { Say } from '../../tools/progress.ts'
import { startSupervised } from '../../tools/supervised-process.ts'
import type { Engine } from '../engine.ts'
import { needWebKit, type WebKitPrograms } from '../programs.ts'
import { startDisplay } from './display.ts'
import { openSession, silence, type WebDriverSession } from './session.ts'
import { webKitTab } from './tab.ts'

const limits = {
  freeze: 'WebDriver has no command that freezes a page',
  crash: 'WebDriver has no command that crashes a page',
}

/** WebKitGTK's MiniBrowser over WebDriver, on a display of its own. A driver that never answers its first command is started again, once. */
export async function launchWebKit(say: Say): Promise<Engine> {
  try {
    return await launchOnce(say)
  } catch (error) {
    if (!String(error).includes(silence)) throw error
    say('the driver hangs, and is started again')
    return launchOnce(say)
  }
}

async function launchOnce(say: Say): Promise<Engine> {
  const programs = await needWebKit(say)
  await using parts = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'everbearer-webkit-'))
  parts.defer(() => rm(folder, { recursive: true, force: true }))
  const display = parts.use(await startDisplay(programs.display, folder))
  const url = await startDriver(programs, folder, display.name, parts)
  const session = await openSession(url, { 'webkitgtk:browserOptions': { binary: programs.browser, args: ['--automation'] } })
  parts.defer(() => session.close())
  const all = parts.move()
  return {
    name: 'webkit',
    version: session.browserVersion,
    limits,
    openTab: (at) => openTab(session, at),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

/** Starts the driver, which starts the browser. @returns its URL */
async function startDriver(programs: WebKitPrograms, folder: string, display: string, parts: AsyncDisposableStack): Promise<string> {
  const port = await freePort()
  const driver = startSupervised({
    command: programs.driver,
    args: [`--port=${port}`, '--host=127.0.0.1'],
    environment: {
      DISPLAY: display,
      GDK_BACKEND: 'x11',
      NO_AT_BRIDGE: '1',
      // The sandbox of WebKitGTK cannot run as root.
      ...(process.getuid?.() === 0 && { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' }),
    },
    log: join(folder, 'driver.log'),
    cleanUp: [],
    folder,
  })
  parts.defer(() => driver.kill())
  return `http://127.0.0.1:${port}`
}

async function openTab(session: WebDriverSession, url: string): ReturnType<Engine['openTab']> {
  const tab = webKitTab(session, await session.openWindow(), limits)
  await tab.goto(url)
  return tab
}
