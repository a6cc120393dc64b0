import { dirname, join, posix } from 'node:path';
import { MigrationError, defineMigration, sql } from '@zepix/migrations-core';
import type { CodeOrigin, Location } from '@zepix/migrations-core';
import type { Source } from './bundle-text.js';
import { ParseError, compile, loadPackage } from './compile.js';
import type { Compiled } from './compile.js';
import { CORE, candidates, isBuiltinName, isLocal } from './imports.js';

/** A source with what it was compiled to. */
interface Module {
  readonly source: Source;
  /** What stacks call it. */
  readonly filename: string;
  /** What messages call it. */
  readonly shown: string;
  compiled: Compiled | null;
  readonly module: { exports: unknown };
  started: boolean;
}

/** The sources of one migration as CommonJS modules that know each other, and nothing else of the disk. */
export class Modules {
  readonly #modules: ReadonlyMap<string, Module>;
  readonly #origin: CodeOrigin;
  readonly #first: Module;

  constructor(sources: readonly Source[], origin: CodeOrigin) {
    const all = sources.map((source, index) => describe(source, index === 0, origin));
    const [first] = all;
    if (first === undefined) throw new TypeError('there is no source');
    this.#first = first;
    this.#origin = origin;
    this.#modules = new Map(all.map((module) => [module.source.path, module]));
  }

  /** Runs the migration's module; gives what it exports. @throws CODE_INVALID with the place */
  run(): unknown {
    try {
      const exported = this.#load(this.#first);
      return isDefault(exported) ? exported.default : exported;
    } catch (error) {
      if (error instanceof MigrationError) throw error;
      throw this.#invalid(error);
    }
  }

  /** The first place in a stack that lies in one of the sources. */
  locate(error: unknown): Location | null {
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    for (const line of stack.split('\n')) {
      for (const module of this.#modules.values()) {
        const found = placeIn(line, module.filename);
        if (found) return locationOf(module, module.compiled?.original(found.line, found.column) ?? found);
      }
    }
    return null;
  }

  #load(module: Module): unknown {
    if (module.started) return module.module.exports;
    module.started = true;
    const { source, filename } = module;
    if (source.path.endsWith('.json')) {
      module.module.exports = JSON.parse(source.text) as unknown;
      return module.module.exports;
    }
    module.compiled = this.#compile(module);
    const require = (name: string): unknown => this.#require(name, module);
    const later = (name: string): Promise<unknown> => Promise.resolve().then(() => require(name));
    module.compiled.run(module.module.exports, require, module.module, filename, dirname(filename), later);
    return module.module.exports;
  }

  #compile(module: Module): Compiled {
    try {
      return compile(module.source.text, module.filename, /\.[cm]?ts$/.test(module.source.path));
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      throw broken(`${module.shown} does not compile: ${error.message}.`, locationOf(module, error), error);
    }
  }

  #require(name: string, from: Module): unknown {
    if (name === CORE) return ENGINE;
    if (isLocal(name)) return this.#load(this.#find(name, from));
    if (isBuiltinName(name)) return loadPackage(name, import.meta.url);
    if (this.#origin.path !== null) return loadPackage(name, this.#origin.path);
    throw new Error(`what a ledger holds can't import ${name}`);
  }

  #find(name: string, from: Module): Module {
    const wanted = posix.join(posix.dirname(from.source.path), name);
    const path = candidates(wanted.startsWith('../') ? wanted : `./${wanted}`).find((one) => this.#modules.has(one));
    const found = path === undefined ? undefined : this.#modules.get(path);
    if (found) return found;
    throw new Error(`${name} is not there, or its import is not written plainly (import … from '${name}')`);
  }

  #invalid(error: unknown): MigrationError {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const location = this.locate(error) ?? locationOf(this.#first, { line: 1, column: 1 });
    return broken(`${this.#origin.shown} can't be loaded: ${reason}.`.replace(/([.!?])\.$/, '$1'), location, error);
  }
}

/** What a migration can import of the engine; a name that it has not is told, not undefined. */
const EXPORTS: Readonly<Record<string, unknown>> = { __esModule: true, defineMigration, sql };
const ENGINE = new Proxy(EXPORTS, {
  get: (engine, name) => {
    if (typeof name === 'symbol' || name in engine || name === 'default') return engine[name as string];
    throw new Error(`a migration can import defineMigration and sql from ${CORE}, not ${name}`);
  },
});

function describe(source: Source, isFirst: boolean, { shown, path }: CodeOrigin): Module {
  const around = (file: string): string => (isFirst ? file : join(dirname(file), source.path));
  const label = isFirst ? shown : path === null ? `${shown}/${source.path.replace(/^\.\//, '')}` : around(shown);
  return { source, filename: path === null ? label : around(path), shown: label, compiled: null, module: { exports: {} }, started: false };
}

function isDefault(exported: unknown): exported is { readonly default: unknown } {
  return typeof exported === 'object' && exported !== null && 'default' in exported;
}

/** Where a line of a stack names a file: `at up (/path/001_a.ts:3:5)`, `/path/001_a.ts:3`. */
function placeIn(line: string, filename: string): { readonly line: number; readonly column: number } | null {
  const at = line.indexOf(`${filename}:`);
  const match = at === -1 ? null : /^(\d+)(?::(\d+))?/.exec(line.slice(at + filename.length + 1));
  return match ? { line: Number(match[1]), column: Number(match[2] ?? 1) } : null;
}

function locationOf({ source, shown }: Module, { line, column }: { readonly line: number; readonly column: number }): Location {
  const before = source.text.split('\n').slice(0, line - 1);
  return { file: shown, line, column, offset: before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1 };
}

function broken(message: string, location: Location, cause: unknown): MigrationError {
  return new MigrationError('CODE_INVALID', message, { location, hint: 'Correct it, then run again.', cause });
}
