import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { closeBelow } from './database.js';

/** Files by path relative to a folder, with forward slashes: `{ '001_a.sql': '…', 'rollback/001_rollback_a.sql': '…' }`. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A folder in the system's temporary place. */
export interface TemporaryFolder {
  /** Absolute, links resolved. */
  readonly path: string;
  /** The absolute path of something in it. */
  readonly file: (...names: readonly string[]) => string;
  /** Closes every database below it that `openDatabase` opened, and removes the folder. Harmless the second time. */
  readonly remove: () => void;
  readonly [Symbol.dispose]: () => void;
}

/**
 * Makes a temporary folder. Under vitest hand in `onTestFinished`, so that it is removed however the test ends; elsewhere
 * `using folder = temporaryFolder()`.
 */
export function temporaryFolder(atEnd?: (remove: () => void) => void): TemporaryFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'zepix-test-')));
  const remove = (): void => {
    closeBelow(path);
    rmSync(path, { recursive: true, force: true });
  };
  atEnd?.(remove);
  return { path, file: (...names) => join(path, ...names), remove, [Symbol.dispose]: remove };
}

/** Writes files into a folder, which is made when it is missing; what is there already stays or is overwritten. */
export function writeFiles(folder: string, files: Files): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, ...name.split('/'));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}
