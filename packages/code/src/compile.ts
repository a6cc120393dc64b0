import { SourceMap, createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import type * as Jiti from 'jiti';

/** What a CommonJS module is called with. */
export type ModuleFunction = (
  exports: unknown,
  require: (name: string) => unknown,
  module: { exports: unknown },
  filename: string,
  dirname: string,
  jitiImport: (name: string) => Promise<unknown>,
) => void;

/** One source, compiled. */
export interface Compiled {
  readonly run: ModuleFunction;
  /** Where a place of the compiled code stands in the source; both count from 1. */
  readonly original: (line: number, column: number) => { readonly line: number; readonly column: number };
}

/** A source that does not parse. Line and column count from 1. */
export class ParseError extends Error {
  readonly line: number;
  readonly column: number;

  constructor(message: string, line: number, column: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

/** Compiles one source to CommonJS. `filename` is what stacks call it. @throws ParseError, SyntaxError */
export function compile(source: string, filename: string, isTyped: boolean): Compiled {
  const code = compiler()(import.meta.url).transform({ source, filename, ts: isTyped, async: false });
  const mistake = readMistake(code);
  if (mistake) throw mistake;
  const names = ['exports', 'require', 'module', '__filename', '__dirname', 'jitiImport'];
  return { run: compileFunction(code, names, { filename }) as ModuleFunction, original: readMap(code) };
}

type Compiler = (filename: string) => ReturnType<typeof Jiti.createJiti>;
let loaded: Compiler | undefined;

/** Loading the compiler costs about 15 ms, and its first use 100 and more: only who has code pays for it. */
function compiler(): Compiler {
  if (loaded) return loaded;
  const { createJiti } = createRequire(import.meta.url)('jiti') as typeof Jiti;
  loaded = (filename) => createJiti(filename, { sourceMaps: true, fsCache: false });
  return loaded;
}

/** Another package's module, as the compiler's own loader finds it: also one that is an ES module. */
export function loadPackage(name: string, from: string): unknown {
  try {
    return createRequire(from)(name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_REQUIRE_ESM') throw error;
    return compiler()(from)(name);
  }
}

/** It does not throw for what does not parse, but gives code that holds the error. */
function readMistake(code: string): ParseError | null {
  const json = /^exports\.__JITI_ERROR__ = (\{.*\})/.exec(code)?.[1];
  if (json === undefined) return null;
  const { line, column, message } = JSON.parse(json) as { readonly line: number; readonly column: number; readonly message: string };
  return new ParseError(message.trim(), line, column + 1);
}

function readMap(code: string): Compiled['original'] {
  const encoded = /\/\/# sourceMappingURL=data:application\/json;charset=utf-8;base64,([\w+/=]+)\s*$/.exec(code)?.[1];
  if (encoded === undefined) return (line, column) => ({ line, column });
  const map = new SourceMap(JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as ConstructorParameters<typeof SourceMap>[0]);
  return (line, column) => {
    const found = map.findEntry(line - 1, column - 1);
    if (!('originalLine' in found)) return { line, column };
    return { line: found.originalLine + 1, column: found.originalColumn + 1 };
  };
}
