// Closing any descriptor of a file drops the process's POSIX locks on it, SQLite's included. So the driver opens database and lock files
// through SQLite alone: from node:fs it may import what opens nothing, by name.
import { textOf, typescriptFiles } from './step.mjs';

const FOLDER = 'packages/sqlite/src/';

/** Names of node:fs that open no existing file. */
const HARMLESS = new Set(
  `accessSync constants existsSync lstatSync statSync statfsSync readlinkSync realpathSync readdirSync Stats BigIntStats
  mkdirSync mkdtempSync rmSync rmdirSync unlinkSync renameSync chmodSync`.split(/\s+/),
);

/** Files that may do more, and why. */
const EXCEPTIONS = {
  // A small file of our own beside the lock, which SQLite never opens.
  'lock/owner-file.ts': { names: ['readFileSync', 'writeFileSync'], mentions: 0 },
  // Copies in a child process: the descriptors closed there are not this process's. The child's program names node:fs once.
  'connection/read-only-place.ts': { names: [], mentions: 1 },
  // Reads a few bytes, likewise in a child process.
  'connection/commit-counter.ts': { names: [], mentions: 1 },
  // Snapshots, which nobody writes to once they have their name, and their manifests; never the live file.
  'snapshot/files.ts': {
    names: `closeSync constants createReadStream fsyncSync openSync promises readFileSync writeFileSync`.split(' '),
    mentions: 0,
  },
};

const NAMED_IMPORT = /^import (?:type )?\{([^}]*)\} from 'node:fs';$/gm;
const MENTION = /['"`](?:node:)?fs(?:\/promises)?['"`]/g;

export function checkFileAccess() {
  const files = typescriptFiles('src').filter((path) => path.startsWith(FOLDER));
  return { looked: files.length, problems: files.flatMap((path) => problemsIn(path, textOf(path))) };
}

function problemsIn(path, text) {
  const { names, mentions } = EXCEPTIONS[path.slice(FOLDER.length)] ?? { names: [], mentions: 0 };
  const imports = [...text.matchAll(NAMED_IMPORT)];
  const imported = imports.flatMap(([, list]) => list.split(',').map(importedName)).filter((name) => name !== '');
  const problems = imported
    .filter((name) => !HARMLESS.has(name) && !names.includes(name))
    .map(
      (name) => `${path}: imports ${name} from node:fs; the driver opens files through SQLite only (scripts/lint/file-access.mjs says why)`,
    );
  const found = [...text.matchAll(MENTION)].length - imports.length;
  if (found > mentions) problems.push(`${path}: uses node:fs other than by \`import { name } from 'node:fs'\`, which can't be checked`);
  return problems;
}

function importedName(part) {
  return part
    .trim()
    .replace(/^type /, '')
    .split(' as ')[0];
}
