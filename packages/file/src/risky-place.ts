/** Where a token file is. */
export interface Place {
  /** As in `process.platform`. */
  readonly platform: string
  /** The folder of the token file, absolute, without symbolic links. */
  readonly folder: string
  /** The text of `/proc/self/mounts`. Undefined: this platform has no such file. */
  readonly mounts?: string | undefined
}

/** Types of file systems that are on another machine, or shared with one, as `/proc/self/mounts` has them. */
const networkTypes =
  /^(nfs\d*|cifs|smb\d*|smbfs|ncpfs|afs|coda|ceph|lustre|gfs2|ocfs2|glusterfs|beegfs|9p|virtiofs|vboxsf|davfs|fuse\.(sshfs|s3fs|rclone|glusterfs|ceph.*|gvfsd-fuse|davfs2?|curlftpfs|smbnetfs|gcsfuse|google-drive-ocamlfuse|vmhgfs-fuse|mfs|juicefs|blobfuse2?|onedrive.*))$/

/** Names of folders that programs copy to other machines. */
const syncedNames =
  /^(dropbox( \(.+\))?|onedrive( - .+)?|google ?drive|my drive|icloud ?drive|mobile documents|com~apple~clouddocs|cloudstorage|box sync|nextcloud|owncloud|pcloud ?drive|syncthing|seafile|tresorit)$/i

/** Can another machine see the folder? Undefined: there is no sign of that. */
export function riskOf({ platform, folder, mounts }: Place): 'network-folder' | 'synced-folder' | undefined {
  const type = mounts === undefined ? undefined : fileSystemOf(folder, mounts)
  if (type !== undefined && networkTypes.test(type)) return 'network-folder'
  if (platform === 'win32' && /^[\\/]{2}(?![?.][\\/](?!UNC[\\/]))/i.test(folder)) return 'network-folder'
  return folder.split(platform === 'win32' ? /[\\/]/ : '/').some((name) => syncedNames.test(name)) ? 'synced-folder' : undefined
}

/** The type of the file system that is mounted nearest to the folder. Of two mounts at one place, the later one is on top. */
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
