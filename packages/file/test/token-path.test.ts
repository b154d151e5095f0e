import { homedir } from 'node:os'
import { expect, it } from 'vitest'
import { tokenPath } from '../src/index.ts'
import { tokenPathIn } from '../src/token-path.ts'

it.each([
  ['linux', {}, '/home/ann', '/home/ann/.local/state/my-tool/token.json'],
  ['linux', { XDG_STATE_HOME: '/state' }, '/home/ann', '/state/my-tool/token.json'],
  ['linux', { XDG_STATE_HOME: 'relative' }, '/home/ann', '/home/ann/.local/state/my-tool/token.json'],
  ['linux', { XDG_STATE_HOME: '' }, '/home/ann', '/home/ann/.local/state/my-tool/token.json'],
  ['freebsd', {}, '/home/ann', '/home/ann/.local/state/my-tool/token.json'],
  ['darwin', { XDG_STATE_HOME: '/state' }, '/Users/ann', '/Users/ann/Library/Application Support/my-tool/token.json'],
  ['win32', { LOCALAPPDATA: 'D:\\Local' }, 'C:\\Users\\ann', 'D:\\Local\\my-tool\\token.json'],
  ['win32', {}, 'C:\\Users\\ann', 'C:\\Users\\ann\\AppData\\Local\\my-tool\\token.json'],
])('on %s with %j and the home %s: %s', (platform, env, homeFolder, path) => {
  expect(tokenPathIn('my-tool', { platform, env, homeFolder })).toBe(path)
})

it('is for this user', () => {
  expect(tokenPath('my-tool')).toBe(tokenPathIn('my-tool', { platform: process.platform, env: process.env, homeFolder: homedir() }))
})

it.each(['', '..', '.hidden', 'a/b', 'a\\b', 'a b', 'a:b', undefined])('takes no name that is another path: %j', (name) => {
  expect(() => tokenPath(name as string)).toThrow(TypeError)
})
