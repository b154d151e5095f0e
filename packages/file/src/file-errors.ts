import { StoreError } from '@everbearer/core'

/** Returns the code of a file system's error, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  const code = (error as { readonly code?: unknown } | null | undefined)?.code
  return typeof code === 'string' ? code : undefined
}

const notAllowed =
  'This user may not do that: give the folder to the user that runs the program. On Windows, another program may have the file open.'

/** Sentences for error messages, by the code of the error: how to solve the problem. */
const remedies: Readonly<Record<string, string>> = {
  EACCES: notAllowed,
  EPERM: notAllowed,
  EROFS: 'The file system is read-only. Choose a path on another file system.',
  ENOSPC: 'The disk is full. The old file is unchanged.',
  EDQUOT: 'The disk quota is used up. The old file is unchanged.',
  ENOTDIR: 'A part of the path is a file, not a folder. Choose another path.',
  EISDIR: 'The path is a folder. Choose the path of a file.',
  EBUSY: 'Another program or a mount uses the file. If the file is mounted into a container, mount its folder instead.',
  EXDEV: 'The file and its folder are on two file systems. If the file is mounted into a container, mount its folder instead.',
  ENAMETOOLONG: 'Choose a shorter path.',
}

/** Returns a `StoreError` that says how to solve the problem. Its cause is the platform's error, which shows a path but no content. */
export function storeErrorOf(error: unknown, action: string, path: string): StoreError {
  if (error instanceof StoreError) return error
  const code = codeOf(error)
  const remedy = code === undefined ? undefined : remedies[code]
  return new StoreError(`Cannot ${action} ${path}: ${code ?? 'unknown error'}.${remedy === undefined ? '' : ` ${remedy}`}`, error)
}

/** Pauses between the attempts of a file operation, ms, while another program on Windows has the file open. */
const pausesOnWindows: readonly number[] = [5, 10, 20, 40, 80, 160]

/** Checks whether another program on Windows has the file open, such as a virus scanner. A later attempt may then succeed. */
export function isOpenElsewhere(platform: string, error: unknown): boolean {
  return platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(codeOf(error) ?? '')
}

/** Repeats a call while another program on Windows has the file open, for about 300 ms at most. */
export async function retryWhileBusy<T>(platform: string, call: () => Promise<T>): Promise<T> {
  for (const ms of pausesOnWindows) {
    try {
      return await call()
    } catch (error) {
      if (!isOpenElsewhere(platform, error)) throw error
    }
    await pause(ms)
  }
  return call()
}

/** Resolves after `ms`, or when the signal aborts. The timer does not keep the process alive. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    timer.unref()
    if (signal?.aborted) end()
    else signal?.addEventListener('abort', end, { once: true })
  })
}
