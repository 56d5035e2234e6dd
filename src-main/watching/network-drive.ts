import { execFile } from 'node:child_process';
import { realpath as callbackRealpath } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { promisify } from 'node:util';

/** File systems whose changes are made by other machines, so that this one's kernel hears of none. */
const NETWORK_TYPES = new Set([
  'nfs',
  'nfs4',
  'cifs',
  'smb',
  'smb2',
  'smb3',
  'smbfs',
  'afpfs',
  'afs',
  'ncpfs',
  'webdav',
  'davfs',
  'ceph',
  'lustre',
  'beegfs',
  'gfs2',
  'ocfs2',
  'orangefs',
  'coda',
  // Folders that a virtual machine or WSL shares with its host
  '9p',
  'virtiofs',
  'vboxsf',
  'prl_fs',
  'vmhgfs',
  'drvfs',
]);
const NETWORK_FUSE = new Set([
  'sshfs',
  'rclone',
  's3fs',
  'gvfsd-fuse',
  'davfs',
  'davfs2',
  'curlftpfs',
  'ceph',
  'glusterfs',
  'vmhgfs-fuse',
  'smbnetfs',
  'goofys',
  'gcsfuse',
  'mount-s3',
  'juicefs',
  'google-drive-ocamlfuse',
  'osxfuse_sshfs',
]);

export interface Mount {
  readonly point: string;
  readonly type: string;
}

/** Whether a mount's type names a network drive; `fuse.sshfs`, `fuse.rclone` and their like included. */
export function isNetworkType(type: string): boolean {
  const lower = type.toLowerCase();
  if (lower.startsWith('fuse.')) return NETWORK_FUSE.has(lower.slice('fuse.'.length));
  return NETWORK_TYPES.has(lower) || lower.startsWith('webdav');
}

/** Linux's `/proc/self/mounts`: device, mount point and type, blanks written as `\040`. */
export function parseProcMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [, point, type] = line.split(' ');
    if (point === undefined || type === undefined) return [];
    const unescaped = point.replace(/\\([0-7]{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
    return [{ point: unescaped, type }];
  });
}

/** macOS' `mount`: `//me@nas/photos on /Volumes/photos (smbfs, nodev, …)`. */
export function parseMacMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const match = / on (\/.*) \(([^,)]+)[^()]*\)$/.exec(line);
    return match?.[1] === undefined || match[2] === undefined
      ? []
      : [{ point: match[1], type: match[2] }];
  });
}

/** The mount on which an absolute path lies: the longest, and of equals the one mounted last. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  let best: Mount | undefined;
  for (const mount of mounts) {
    const base = mount.point.endsWith('/') ? mount.point : `${mount.point}/`;
    if (!`${path}/`.startsWith(base)) continue;
    if (best === undefined || mount.point.length >= best.point.length) best = mount;
  }
  return best;
}

/** Whether a real Windows path lies on a share; a mapped drive's real path names its share. */
export function isSharePath(path: string): boolean {
  return /^\\\\(?:\?\\UNC\\|(?![?.]\\))/i.test(path);
}

/**
 * The kind of network drive on which a folder lies, such as “nfs4”, or undefined where it is none or
 * that cannot be told.
 */
export async function networkDriveOf(folder: string): Promise<string | undefined> {
  try {
    if (process.platform === 'win32') {
      const real = await promisify(callbackRealpath.native)(folder);
      return isSharePath(real) ? 'network share' : undefined;
    }
    const real = await realpath(folder);
    const mounts =
      process.platform === 'linux'
        ? parseProcMounts(await readFile('/proc/self/mounts', 'utf8'))
        : parseMacMounts((await promisify(execFile)('mount')).stdout);
    const type = mountOf(real, mounts)?.type;
    return type !== undefined && isNetworkType(type) ? type : undefined;
  } catch {
    // Without an answer the native watch is tried; it costs nothing where it hears nothing.
    return undefined;
  }
}
