import { homedir } from 'node:os'
import { posix, win32 } from 'node:path'

/** The values that decide the place of a token file. */
export interface UserPlace {
  /** The name of the platform, as in `process.platform`. */
  readonly platform: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** The user's home folder. */
  readonly homeFolder: string
}

/**
 * Returns the usual path for the token of a command-line tool: `$XDG_STATE_HOME/<name>/token.json`, by default
 * `~/.local/state/<name>/token.json` (XDG Base Directory Specification). macOS: `~/Library/Application Support/<name>/token.json`.
 * Windows: `%LOCALAPPDATA%\<name>\token.json`.
 *
 * @param name - the name of the tool: 1 to 100 letters, digits, `.`, `-` and `_`. The first character is a letter or a digit
 *
 * @example
 * ```ts
 * import { fileStore, tokenPath } from '@everbearer/file'
 *
 * const store = fileStore({ path: tokenPath('my-tool') })
 * ```
 * @throws {TypeError} the name has another form
 */
export function tokenPath(name: string): string {
  return tokenPathIn(name, { platform: process.platform, env: process.env, homeFolder: homedir() })
}

/**
 * Returns the path of the token file of the tool `name`, as `tokenPath` does, for the given platform, variables and home folder.
 *
 * @throws {TypeError} the name is not 1 to 100 letters, digits, `.`, `-` and `_`, with a letter or a digit first
 */
export function tokenPathIn(name: string, { platform, env, homeFolder }: UserPlace): string {
  if (typeof name !== 'string' || !/^[A-Za-z0-9][\w.-]{0,99}$/.test(name)) {
    throw new TypeError('tokenPath: expected a name of letters, digits, ".", "-" and "_", with a letter or digit first')
  }
  const path = platform === 'win32' ? win32 : posix
  // The specification says to ignore relative paths.
  const from = (variable: string, otherwise: string): string => {
    const value = env[variable]
    return value !== undefined && path.isAbsolute(value) ? value : otherwise
  }
  if (platform === 'win32') return path.join(from('LOCALAPPDATA', path.join(homeFolder, 'AppData', 'Local')), name, 'token.json')
  if (platform === 'darwin') return path.join(homeFolder, 'Library', 'Application Support', name, 'token.json')
  return path.join(from('XDG_STATE_HOME', path.join(homeFolder, '.local', 'state')), name, 'token.json')
}
