import { describe, expect, it } from 'vitest';
import {
  isNetworkType,
  isSharePath,
  mountOf,
  networkDriveOf,
  parseMacMounts,
  parseProcMounts,
} from '../../src-main/watching/network-drive.ts';
import { temporaryFolder } from './support.ts';

describe('network drives', () => {
  it('are known by the type of their mount', () => {
    for (const type of [
      'nfs',
      'nfs4',
      'cifs',
      'smb3',
      'smbfs',
      '9p',
      'fuse.sshfs',
      'fuse.rclone',
      'afpfs',
    ]) {
      expect(isNetworkType(type), type).toBe(true);
    }
    for (const type of [
      'ext4',
      'btrfs',
      'apfs',
      'tmpfs',
      'fuseblk',
      'fuse.mergerfs',
      'overlay',
      'exfat',
    ]) {
      expect(isNetworkType(type), type).toBe(false);
    }
  });

  it('are found by the longest mount point, the last of equals', () => {
    const mounts = parseProcMounts(
      [
        '/dev/sda1 / ext4 rw 0 0',
        'nas:/photos /mnt/my\\040photos nfs4 rw 0 0',
        '/dev/sdb1 /mnt/my\\040photos/local btrfs rw 0 0',
        '/dev/sdc1 /mnt/twice ext4 rw 0 0',
        '//nas/x /mnt/twice cifs rw 0 0',
        '',
      ].join('\n'),
    );
    expect(mountOf('/mnt/my photos/2024', mounts)?.type).toBe('nfs4');
    expect(mountOf('/mnt/my photos', mounts)?.type).toBe('nfs4');
    expect(mountOf('/mnt/my photos/local/a', mounts)?.type).toBe('btrfs');
    expect(mountOf('/mnt/my photos 2', mounts)?.type).toBe('ext4');
    expect(mountOf('/mnt/twice/a', mounts)?.type).toBe('cifs');
  });

  it('are found in what macOS prints', () => {
    const mounts = parseMacMounts(
      [
        '/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)',
        '//me@nas._smb._tcp.local/photos on /Volumes/photos (on nas) (smbfs, nodev, nosuid, mounted by me)',
        '/dev/disk5s1 on /Volumes/CARD (exfat, local, nodev)',
      ].join('\n'),
    );
    expect(mountOf('/Volumes/photos (on nas)/2024', mounts)?.type).toBe('smbfs');
    expect(mountOf('/Volumes/CARD/DCIM', mounts)?.type).toBe('exfat');
  });

  it('are shares on Windows', () => {
    expect(isSharePath('\\\\nas\\photos\\2024')).toBe(true);
    expect(isSharePath('\\\\?\\UNC\\nas\\photos')).toBe(true);
    expect(isSharePath('\\\\?\\C:\\Users')).toBe(false);
    expect(isSharePath('C:\\Users')).toBe(false);
  });

  it('are not seen in a local folder', async () => {
    expect(await networkDriveOf(temporaryFolder())).toBeUndefined();
  });
});
