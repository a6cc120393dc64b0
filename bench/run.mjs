// Runs benches: each is a file of this folder, a program of its own.
//   pnpm bench                     the default set
//   pnpm bench NAME … [options]    these; options are handed on
//   pnpm bench --list              what there is
// With --json FILE all their documents become one, by name.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const DEFAULT = ['start-up', 'peers', 'growth'];
const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.mjs') && name !== 'run.mjs')
  .map((name) => name.slice(0, -'.mjs'.length));

process.exitCode = main(process.argv.slice(2).filter((word) => word !== '--'));

function main(words) {
  if (words.includes('--list')) return list();
  const count = words.findIndex((word) => word.startsWith('-'));
  const [wanted, options] = count === -1 ? [words, []] : [words.slice(0, count), words.slice(count)];
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) return complain(`There is no bench ${unknown.join(', ')}; there are: ${names.join(', ')}.`);
  return runAll(wanted.length === 0 ? DEFAULT : wanted, options);
}

function runAll(wanted, options) {
  const at = options.indexOf('--json');
  const [document, rest] = at === -1 ? [undefined, options] : [options[at + 1], options.toSpliced(at, 2)];
  const folder = mkdtempSync(join(tmpdir(), 'zepix-bench-run-'));
  try {
    const failed = wanted.filter((name) => !runOne(name, document === undefined ? rest : [...rest, '--json', join(folder, name)]));
    if (document !== undefined) writeFileSync(document, JSON.stringify(documents(folder), null, 2));
    return failed.length === 0 ? 0 : complain(`Failed: ${failed.join(', ')}.`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runOne(name, args) {
  console.log(`\n# ${name}: ${about(name)}\n`);
  return spawnSync(process.execPath, [join(FOLDER, `${name}.mjs`), ...args], { stdio: 'inherit' }).status === 0;
}

function documents(folder) {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8'))]));
}

function list() {
  for (const name of names) console.log(`${name.padEnd(12)}${DEFAULT.includes(name) ? '* ' : '  '}${about(name)}`);
  console.log('\n* runs by default');
  return 0;
}

// The first line of a bench says what it is.
function about(name) {
  return readFileSync(join(FOLDER, `${name}.mjs`), 'utf8')
    .split('\n')[0]
    .replace('// ', '');
}

function complain(text) {
  console.error(text);
  return 1;
}
