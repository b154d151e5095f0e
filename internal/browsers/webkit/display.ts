import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startSupervised } from '../../tools/supervised-process.ts'

export interface Display extends AsyncDisposable {
  /** For the variable `DISPLAY`. */
  readonly name: string
}

const attempts = 200

/** Starts an X server without a screen. It chooses a free display and writes the number to its output. */
export async function startDisplay(program: string, folder: string): Promise<Display> {
  const log = join(folder, 'display.log')
  const server = startSupervised({
    command: program,
    args: ['-displayfd', '1', '-nolisten', 'tcp', '-screen', '0', '1024x768x24'],
    environment: {},
    log,
    cleanUp: [],
    folder,
  })
  for (let attempt = 0; attempt < attempts && !server.hasEnded(); attempt++) {
    const number = /^\d+$/m.exec(await readFile(log, 'utf8').catch(() => ''))
    if (number !== null) return { name: `:${number[0]}`, [Symbol.asyncDispose]: () => server.kill() }
    await pause(50)
  }
  await server.kill()
  throw new Error(`Xvfb did not start\n${await readFile(log, 'utf8').catch(() => '')}`)
}
