import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseLog, type LogLine, type ProcessLog } from './log-line.ts'

/** Reads logs while they grow. */
export interface LogTail {
  /** Resolves with all that the logs have so far, each by the name of its process. */
  readonly read: () => Promise<readonly ProcessLog[]>
}

/** @param folder - where each process has its log, `<name>.log` */
export function tailLogs(folder: string): LogTail {
  const known = new Map<string, { lines: LogLine[]; position: number; rest: string }>()
  return {
    async read() {
      const names = (await readdir(folder)).filter((name) => name.endsWith('.log')).toSorted()
      await Promise.all(names.map((name) => readMore(name)))
      return names.map((name) => ({ process: name.replace(/\.log$/, ''), lines: known.get(name)?.lines ?? [] }))
    },
  }

  async function readMore(name: string): Promise<void> {
    const log = known.get(name) ?? { lines: [], position: 0, rest: '' }
    known.set(name, log)
    await using file = await open(join(folder, name))
    const { buffer, bytesRead } = await file.read({ position: log.position, buffer: Buffer.alloc(1 << 20) })
    log.position += bytesRead
    const text = log.rest + buffer.toString('utf8', 0, bytesRead)
    const end = text.lastIndexOf('\n') + 1
    log.rest = text.slice(end)
    log.lines.push(...parseLog(text.slice(0, end)))
  }
}
