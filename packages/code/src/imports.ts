import { isBuiltin } from 'node:module';

/** The engine's own package: whoever runs a migration has it. */
export const CORE = '@zepix/migrations-core';

/** What a source asks for by name, in its order, each once; what is imported for its types alone is left out. */
export function importsOf(source: string): readonly string[] {
  const found = source.replaceAll(TYPES_ONLY, '').matchAll(IMPORT);
  return [...new Set([...found].map(([, , name = '']) => name))];
}

const TYPES_ONLY = /\b(?:import|export)\s+type\s+(?!from\s*['"])[^'"`;]*?\bfrom\s*(['"])[^'"\n]*\1/g;

/**
 * `from '…'`, `import '…'`, `import('…')` and `require('…')`. It also finds what stands in a comment or a text, which does no harm: what is
 * no file is passed over, and what is one is hashed with the others. What it misses fails when the code is loaded.
 */
const IMPORT = /\b(?:from|import|require)\s*\(?\s*(['"])([^'"\n]+)\1/g;

/** Whether an import names a file rather than a package. */
export function isLocal(name: string): boolean {
  return /^\.{1,2}(?:\/|$)/.test(name);
}

export function isBuiltinName(name: string): boolean {
  return isBuiltin(name);
}

/** Whether an import names what is there wherever a migration runs: Node's own modules and the engine. */
export function isEverywhere(name: string): boolean {
  return name === CORE || isBuiltin(name);
}

const ENDINGS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json'];
const TYPED: Readonly<Record<string, string>> = { '.js': '.ts', '.mjs': '.mts', '.cjs': '.cts' };

/** The files that a local import may mean, the likeliest first; `path` is the import joined to its folder. */
export function candidates(path: string): readonly string[] {
  const ending = /\.[cm]?js$/.exec(path)?.[0];
  const typed = ending === undefined ? [] : [path.slice(0, -ending.length) + (TYPED[ending] ?? ending)];
  return [path, ...typed, ...ENDINGS.map((one) => path + one), ...ENDINGS.map((one) => `${path}/index${one}`)];
}
