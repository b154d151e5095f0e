import { describe, expect, it, vi } from 'vitest'
import { systemFiles } from '../src/file-system.ts'
import type { FileStoreWarning } from '../src/index.ts'
import { riskOf } from '../src/risky-place.ts'
import { createPlace, openStore } from './place.ts'
import { record } from './record.ts'

const mounts = [
  'overlay / overlay rw 0 0',
  'server:/home /home nfs4 rw 0 0',
  '/dev/sdb1 /home/local ext4 rw 0 0',
  'user@host:/ /mnt/with\\040space fuse.sshfs rw 0 0',
  '//nas/share /srv/share cifs rw 0 0',
  '/dev/sdc1 /media/usb fuseblk rw 0 0',
  'tmpfs /srv/share/fast tmpfs rw 0 0',
  'C:\\134 /mnt/c 9p rw 0 0',
].join('\n')

describe('the risk of a place', () => {
  it.each([
    ['/var/lib/tool', undefined],
    ['/home/ann/tool', 'network-folder'],
    ['/homes/ann', undefined],
    ['/home/local/ann', undefined],
    ['/mnt/with space/tool', 'network-folder'],
    ['/srv/share', 'network-folder'],
    ['/srv/share/fast', undefined],
    ['/media/usb', undefined],
    ['/mnt/c/Users/ann', 'network-folder'],
    ['/var/Dropbox/tool', 'synced-folder'],
  ])('is on Linux, for %s: %s', (folder, risk) => {
    expect(riskOf({ platform: 'linux', folder, mounts })).toBe(risk)
  })

  it.each([
    ['darwin', '/Users/ann/Library/Mobile Documents/com~apple~CloudDocs/tool', 'synced-folder'],
    ['darwin', '/Users/ann/Library/CloudStorage/GoogleDrive-ann/tool', 'synced-folder'],
    ['darwin', '/Users/ann/Library/Application Support/tool', undefined],
    ['win32', 'C:\\Users\\ann\\OneDrive - Example Ltd\\tool', 'synced-folder'],
    ['win32', 'C:\\Users\\ann\\Google Drive\\tool', 'synced-folder'],
    ['win32', 'C:\\Users\\ann\\AppData\\Local\\tool', undefined],
    ['win32', '\\\\server\\share\\tool', 'network-folder'],
    ['win32', '\\\\?\\UNC\\server\\share', 'network-folder'],
    ['win32', '\\\\?\\C:\\tool', undefined],
  ])('is on %s, for %s: %s', (platform, folder, risk) => {
    expect(riskOf({ platform, folder })).toBe(risk)
  })
})

describe('a warning', () => {
  const onMount = { platform: 'linux', readFile: () => Promise.resolve('server:/ / nfs rw 0 0') }
  const onShare = { platform: 'win32', realpath: () => Promise.resolve('\\\\server\\share') }
  // The modes of files on Windows would be a second reason for a warning on Linux.
  const systems = process.platform === 'win32' ? [onShare] : [onMount, onShare]

  it.each(systems)('names a network folder once', async (faults) => {
    const { folder, path } = await createPlace()
    const onWarning = vi.fn<(warning: FileStoreWarning) => void>()
    const store = openStore(path, faults, { onWarning })
    await store.save(record(1), 0)
    await store.load()
    await expect.poll(() => onWarning.mock.calls.length).toBe(1)
    expect(onWarning).toHaveBeenCalledExactlyOnceWith({
      code: 'network-folder',
      message: expect.stringContaining(`${folder} is on a network file system`) as string,
    })
  })

  it.runIf(process.platform !== 'win32')('names a folder in which others can write', async () => {
    const { folder, path } = await createPlace()
    const { chmod } = await import('node:fs/promises')
    await chmod(folder, 0o777)
    const onWarning = vi.fn<(warning: FileStoreWarning) => void>()
    await openStore(path, {}, { onWarning }).save(record(1), 0)
    await expect.poll(() => onWarning.mock.calls).toEqual([[expect.objectContaining({ code: 'open-folder' })]])
  })

  it('is a warning of the process by default, and harms nobody if its listener throws', async () => {
    const { path } = await createPlace()
    const emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue()
    await openStore(path, onShare, { onWarning: undefined }).save(record(1), 0)
    await expect.poll(() => emitWarning.mock.calls.length).toBe(1)
    expect(emitWarning.mock.calls[0]?.[1]).toEqual({ type: 'EverbearerWarning', code: 'network-folder' })
    emitWarning.mockRestore()
    const thrower = openStore(path, onShare, {
      onWarning() {
        throw new Error('no')
      },
    })
    expect((await thrower.load()).record).toEqual(record(1))
  })

  it('is not given for a place that cannot be examined', async () => {
    const { path } = await createPlace()
    const onWarning = vi.fn<(warning: FileStoreWarning) => void>()
    const store = openStore(path, { realpath: () => Promise.reject(new Error('no')), readFile: systemFiles.readFile }, { onWarning })
    expect(await store.save(record(1), 0)).toBe(true)
    expect(onWarning).not.toHaveBeenCalled()
  })
})
