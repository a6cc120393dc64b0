// Is the bundled command line older than its sources? Loaded by the bin of every command in a checkout, so it imports next to nothing.
import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

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
 * 16 hex digits over path, size and modification time of every source file of the command line and of the packages.
 * Equality is asked for, not "newer than": a restored or deleted file counts as a change, too.
 */
export function fingerprint() {
  const state = { a: 0x811c9dc5, b: 0x01000193 };
  addTree(state, `${ROOT}apps/cli/src`, 'apps/cli');
  for (const name of readdirSync(`${ROOT}packages`).sort()) addTree(state, `${ROOT}packages/${name}/src`, name);
  return (state.a >>> 0).toString(16).padStart(8, '0') + (state.b >>> 0).toString(16).padStart(8, '0');
}

function addTree(state, folder, label) {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return; // A package without sources, or one deleted in this instant.
  }
  for (const entry of entries) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) addTree(state, path, `${label}/${entry.name}`);
    else if (entry.isFile()) addFile(state, path, `${label}/${entry.name}`);
  }
}

function addFile(state, path, label) {
  const stats = statSync(path, { throwIfNoEntry: false });
  add(state, `${label} ${stats?.size} ${stats?.mtimeMs}`);
}

// Each file is hashed alone (FNV-1a, two seeds) and summed, so that the order in which a directory lists its files does not matter.
function add(state, text) {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b);
  }
  state.a = (state.a + a) | 0;
  state.b = (state.b + (b ^ (b >>> 15))) | 0;
}

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
