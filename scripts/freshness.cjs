// Is the bundle of an app (the command line, the bot) older than its sources? Loaded by the bin of every command in a checkout, so it imports
// next to nothing.
'use strict';
const { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } = require('node:fs');
const path = require('node:path');

const ROOT = `${path.dirname(__dirname)}/`;
const MARK = '// built from ';
const HASH_LENGTH = 16;
const STAMP_LENGTH = MARK.length + HASH_LENGTH + ', '.length + HASH_LENGTH + 1;

/** The entry of an app's bundle. Its last line carries the fingerprint, so that code and stamp change in one rename. */
const entryOf = (app) => `${ROOT}apps/${app}/dist/main.cjs`;

/** The line that ends a bundle: the fingerprint of its sources and its own hash, 16 hex digits each. */
const stamp = (from, content) => `${MARK}${from}, ${content}\n`;

/** True when the bundle is missing or was built from anything but the sources as they are now. */
function isStale(app) {
  return builtFrom(entryOf(app)) !== fingerprint(app);
}

/**
 * 16 hex digits over name, size and modification time of every source file of the app and of the packages.
 * Equality is asked for, not "newer than": a restored or deleted file counts as a change, too.
 */
function fingerprint(app) {
  const sums = { names: 0, times: 0 };
  addTree(sums, `${ROOT}apps/${app}/src`, 1);
  addFile(sums, `${ROOT}scripts/bundle.mjs`, 1);
  for (const name of readdirSync(`${ROOT}packages`)) addTree(sums, `${ROOT}packages/${name}/src`, hash(1, name));
  return hex(sums.names) + hex(sums.times);
}

// Hashes are summed, so that the order in which a directory lists its files does not matter. `seed` stands for the folder's path.
function addTree(sums, folder, seed) {
  for (const entry of list(folder)) {
    const file = `${folder}/${entry.name}`;
    const name = hash(seed, entry.name);
    if (entry.isDirectory()) addTree(sums, file, name);
    else if (entry.isFile()) addFile(sums, file, name);
  }
}

function addFile(sums, file, name) {
  const stats = statSync(file, { throwIfNoEntry: false });
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

function builtFrom(entry) {
  let handle;
  try {
    handle = openSync(entry, 'r');
  } catch {
    return undefined;
  }
  try {
    const tail = Buffer.alloc(STAMP_LENGTH);
    readSync(handle, tail, 0, STAMP_LENGTH, Math.max(0, fstatSync(handle).size - STAMP_LENGTH));
    const text = tail.toString('latin1');
    return text.startsWith(MARK) ? text.slice(MARK.length, MARK.length + HASH_LENGTH) : undefined;
  } finally {
    closeSync(handle);
  }
}

module.exports = { entryOf, fingerprint, isStale, stamp };
