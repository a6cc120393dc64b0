// A disk that is full soon: a tmpfs where we may mount one, else a limit on the size of files.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { finish, start } from '../lib/process.mjs';

const LARGE = 'size=128m';

/** `{ kind, folder, limited(place), enlarge(), remove() }`: `limited` runs the tool's up with the small disk. */
export function smallDisk(folder, mebibytes) {
  mkdirSync(folder, { recursive: true });
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder]);
  return mounted.status === 0 ? tmpfs(folder) : limitedFiles(folder, mebibytes);
}

function tmpfs(folder) {
  return {
    kind: 'tmpfs',
    folder,
    limited: (place) => place.run(),
    enlarge: () => spawnSync('mount', ['-o', `remount,${LARGE}`, folder]),
    remove: () => spawnSync('umount', [folder]),
  };
}

// The shell's unit is 512 or 1024 bytes; the limit comes in either case before what is written. The signal is ignored, as writes then fail.
function limitedFiles(folder, mebibytes) {
  return {
    kind: 'limit on the size of files',
    folder,
    limited: (place) => {
      const { command, args, cwd } = place.command('up');
      const shell = `trap '' XFSZ; ulimit -f ${mebibytes * 1024}; exec "$0" "$@"`;
      return finish(start({ command: 'sh', args: ['-c', shell, command, ...args], cwd }));
    },
    enlarge: () => undefined,
    remove: () => undefined,
  };
}
