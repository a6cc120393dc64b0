import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';
import { MigrationError, VERSION, defineConfig } from '@zepix/migrations-core';
import { compileErrorPlace, jsonErrorPlace, stackPlace } from './error-place.js';
import type { Place } from './error-place.js';

/**
 * Reads a configuration file of any kind. A loader for TypeScript costs 80 to 220 ms, so what it makes of the file is kept in
 * `node_modules/.cache`, under the hash of the file's text; only the compiled code is kept, never its values, since those may depend
 * on the environment. @throws MigrationError CONFIG_INVALID
 */
export async function loadConfig(file: string): Promise<unknown> {
  let text = '';
  try {
    text = readFileSync(file, 'utf8').replace(/^\ufeff/, '');
    if (file.endsWith('.json')) return JSON.parse(text) as unknown;
    return unwrap(await evaluate(file, text));
  } catch (cause) {
    if (cause instanceof MigrationError) throw cause;
    throw broken(file, cause, file.endsWith('.json') ? jsonErrorPlace(text) : stackPlace(cause, file));
  }
}

async function evaluate(file: string, text: string): Promise<unknown> {
  const compiled = await compiledCopy(file, text);
  if (compiled !== null) {
    try {
      return runCommonJs(compiled, file);
    } catch (error) {
      // What a plain require can't do (an import of another .ts file, an ES module), the loader can.
      if (!isModuleError(error)) throw error;
    }
  }
  const { createJiti } = await import('jiti');
  return createJiti(file).import(file);
}

/** Answered by ourselves, so that a configuration also loads where the core is not installed beside it (a global install). */
const CORE = '@zepix/migrations-core';

async function compiledCopy(file: string, text: string): Promise<string | null> {
  const cache = cacheFile(file, text);
  if (cache !== null && existsSync(cache)) return readFileSync(cache, 'utf8');
  const { createJiti } = await import('jiti');
  const code = createJiti(file).transform({ source: text, filename: file, ts: /\.[cm]?ts$/.test(file), async: false });
  const mistake = compileErrorPlace(code);
  if (mistake !== null) throw broken(file, new SyntaxError(mistake.message), mistake);
  if (cache !== null) store(cache, code);
  return code;
}

function cacheFile(file: string, text: string): string | null {
  const modules = join(dirname(file), 'node_modules');
  if (!existsSync(modules)) return null;
  const hash = createHash('sha256')
    .update(`${VERSION}\0${basename(file)}\0${text}`)
    .digest('hex')
    .slice(0, 32);
  return join(modules, '.cache', 'zepix-migrations', `config-${hash}.cjs`);
}

/** Written beside and renamed, so that another process never reads half of it. A cache that can't be written is no cache. */
function store(cache: string, code: string): void {
  try {
    mkdirSync(dirname(cache), { recursive: true });
    const beside = `${cache}.${randomBytes(6).toString('hex')}`;
    writeFileSync(beside, code);
    renameSync(beside, cache);
  } catch {
    return;
  }
}

function runCommonJs(code: string, file: string): unknown {
  const require = createRequire(file);
  const module = { exports: {} as unknown };
  const load = (name: string): unknown => (name === CORE ? { defineConfig } : require(name));
  const wrapped = compileFunction(code, ['exports', 'require', 'module', '__filename', '__dirname'], { filename: file });
  (wrapped as (...args: unknown[]) => void)(module.exports, load, module, file, dirname(file));
  return module.exports;
}

function isModuleError(error: unknown): boolean {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  return (
    error instanceof SyntaxError ||
    (typeof code === 'string' && /^(MODULE_NOT_FOUND|ERR_REQUIRE_ESM|ERR_UNKNOWN_FILE_EXTENSION)/.test(code))
  );
}

function unwrap(loaded: unknown): unknown {
  if (typeof loaded === 'object' && loaded !== null && 'default' in loaded) return loaded.default;
  return loaded;
}

function broken(file: string, cause: unknown, { line, column }: Place): MigrationError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new MigrationError('CONFIG_INVALID', `${file} can't be loaded: ${reason}`, {
    hint: 'Correct the file, then run again.',
    location: { file, line, column, offset: 0 },
    dataState: 'Nothing was changed.',
    cause,
  });
}
