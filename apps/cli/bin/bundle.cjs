// Loads the bundle together with what V8 made of it last time: compiling it anew takes half of what `status` takes as a whole.
'use strict';
const { existsSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');
const { Script } = require('node:vm');

const fileOf = (role) => path.join(__dirname, '..', 'dist', role === 'help' ? 'help.cjs' : 'main.cjs');
const HASH_LENGTH = 16;

/**
 * The exports of the bundle for a role: `help`, `main` or `engine`. The first run in a role leaves a compiled copy of the functions it used beside the bundle, for this very bundle
 * (by the hash that its last line gives) and this very Node; where that can't be written, every run compiles. V8 looks by itself whether
 * a copy fits it, and does without one that does not.
 */
function loadBundle(role) {
  const filename = fileOf(role);
  const code = readFileSync(filename, 'latin1'); // esbuild writes ASCII
  const copy = `${filename}.${code.slice(-HASH_LENGTH - 1, -1)}-${process.version}-${process.arch}-${role}.cache`;
  const cachedData = readCopy(copy);
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${code}\n})`, { filename, cachedData });
  if (cachedData === undefined) process.once('exit', () => writeCopy(copy, script));
  const bundle = { exports: {} };
  script.runInThisContext()(bundle.exports, createRequire(filename), bundle, filename, path.dirname(filename));
  return bundle.exports;
}

function readCopy(copy) {
  try {
    return readFileSync(copy);
  } catch {
    return undefined;
  }
}

/** Written beside and renamed, so that nobody reads half of it. A place that can't be written is no error: it only costs time. */
function writeCopy(copy, script) {
  try {
    writeFileSync(`${copy}.${process.pid}`, script.createCachedData());
    renameSync(`${copy}.${process.pid}`, copy);
  } catch {
    return;
  }
}

module.exports = { existsBundle: (role) => existsSync(fileOf(role)), loadBundle };
