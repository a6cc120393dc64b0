// Is the bundled command line older than its sources? Loaded by the bin of every command in a checkout, so it imports next to nothing.
import { createRequire } from 'node:module';

// Required, not imported: for an import Node reads every export of the module once, which loads its streams.
const require = createRequire(import.meta.url);
const { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } = require('node:fs');
const { fileURLToPath } = require('node:url');

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MARK = '// built from ';
const MARK_LENGTH = MARK.length + 16 + 1;

/** The bundle's entry. Its last line carries the fingerprint, so that code and stamp change in one rename. */
export const ENTRY = `${ROOT}apps/cli/dist/main.js`;

/** The line that ends a bundle built from sources with this fingerprint. */
export const stamp = (fingerprint) => `${MARK}${fingerprint}\n`;

/** True when the bundle is missing or was built from anything but the sources as they are now. */
export function isStale() {
  return builtFrom() !== fingerprint();
}

/**
 * 16 hex digits over name, size and modification time of every source file of the command line and of the packages.
 * Equality is asked for, not "newer than": a restored or deleted file counts as a change, too.
 */
export function fingerprint() {
  const sums = { names: 0, times: 0 };
  addTree(sums, `${ROOT}apps/cli/src`, 1);
  addFile(sums, `${ROOT}scripts/bundle.mjs`, 1);
  for (const name of readdirSync(`${ROOT}packages`)) addTree(sums, `${ROOT}packages/${name}/src`, hash(1, name));
  return hex(sums.names) + hex(sums.times);
}

// Hashes are summed, so that the order in which a directory lists its files does not matter. `seed` stands for the folder's path.
function addTree(sums, folder, seed) {
  for (const entry of list(folder)) {
    const path = `${folder}/${entry.name}`;
    const name = hash(seed, entry.name);
    if (entry.isDirectory()) addTree(sums, path, name);
    else if (entry.isFile()) addFile(sums, path, name);
  }
}

function addFile(sums, path, name) {
  const stats = statSync(path, { throwIfNoEntry: false });
  const microseconds = Math.round((stats?.mtimeMs ?? 0) * 1000);
  sums.names = (sums.names + name) | 0;
  sums.times = (sums.times + mix(mix(mix(name, microseconds), microseconds / 2 ** 32), stats?.size ?? 0)) | 0;
}

// Nothing is listed where a package has no sources, or lost them in this instant.
function list(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function hash(seed, text) {
  let value = seed;
  for (let index = 0; index < text.length; index++) value = mix(value, text.charCodeAt(index));
  return value;
}

function mix(value, part) {
  const product = Math.imul(value ^ part, 0x9e3779b1);
  return product ^ (product >>> 15);
}

const hex = (value) => (value >>> 0).toString(16).padStart(8, '0');

function builtFrom() {
  let handle;
  try {
    handle = openSync(ENTRY, 'r');
  } catch {
    return undefined;
  }
  try {
    const tail = Buffer.alloc(MARK_LENGTH);
    readSync(handle, tail, 0, MARK_LENGTH, Math.max(0, fstatSync(handle).size - MARK_LENGTH));
    const text = tail.toString('latin1');
    return text.startsWith(MARK) ? text.slice(MARK.length, -1) : undefined;
  } finally {
    closeSync(handle);
  }
}
