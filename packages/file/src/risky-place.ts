/** The place of a token file. */
export interface Place {
  /** The name of the platform, as in `process.platform`. */
  readonly platform: string
  /** The folder of the token file, absolute, without symbolic links. */
  readonly folder: string
  /** The text of `/proc/self/mounts`. Undefined: this platform has no such file. */
  readonly mounts?: string | undefined
}

/** Types of file systems that are on another machine or shared with another machine, as named in `/proc/self/mounts`. */
const networkTypes =
  /^(nfs\d*|cifs|smb\d*|smbfs|ncpfs|afs|coda|ceph|lustre|gfs2|ocfs2|glusterfs|beegfs|9p|virtiofs|vboxsf|davfs|fuse\.(sshfs|s3fs|rclone|glusterfs|ceph.*|gvfsd-fuse|davfs2?|curlftpfs|smbnetfs|gcsfuse|google-drive-ocamlfuse|vmhgfs-fuse|mfs|juicefs|blobfuse2?|onedrive.*))$/

/** Names of folders whose content a program copies to other machines. */
const syncedNames =
  /^(dropbox( \(.+\))?|onedrive( - .+)?|google ?drive|my drive|icloud ?drive|mobile documents|com~apple~clouddocs|cloudstorage|box sync|nextcloud|owncloud|pcloud ?drive|syncthing|seafile|tresorit)$/i

/** Returns how another machine may see the folder. Undefined: no such risk was found. */
export function riskOf({ platform, folder, mounts }: Place): 'network-folder' | 'synced-folder' | undefined {
  const type = mounts === undefined ? undefined : fileSystemOf(folder, mounts)
  if (type !== undefined && networkTypes.test(type)) return 'network-folder'
  if (platform === 'win32' && /^[\\/]{2}(?![?.][\\/](?!UNC[\\/]))/i.test(folder)) return 'network-folder'
  return folder.split(platform === 'win32' ? /[\\/]/ : '/').some((name) => syncedNames.test(name)) ? 'synced-folder' : undefined
}

/** Returns the type of the file system that contains the folder. If two are mounted at the same path, the later mount counts. */
function fileSystemOf(folder: string, mounts: string): string | undefined {
  let nearest: { readonly point: string; readonly type: string } | undefined
  for (const line of mounts.split('\n')) {
    const [, escaped, type] = line.split(' ')
    if (escaped === undefined || type === undefined) continue
    // A space is written as \040, proc_mounts(5).
    const point = escaped.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCodePoint(Number.parseInt(octal, 8)))
    const isAbove = point === '/' || folder === point || folder.startsWith(`${point}/`)
    if (isAbove && point.length >= (nearest?.point.length ?? 0)) nearest = { point, type }
  }
  return nearest?.type
}
