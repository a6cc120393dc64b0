import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODE_MARK } from '@zepix/migrations-core';
import { fromText, toText } from '../src/bundle-text.js';
import { candidates, importsOf, isEverywhere, isLocal } from '../src/imports.js';

describe('the text of several sources', () => {
  it('gives the sources back, whatever is in them', () => {
    const text = fc.oneof(fc.string(), fc.constant(`${CODE_MARK}1 []\n`), fc.constant('\n\n'), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.array(fc.record({ path: fc.string(), text }), { minLength: 1 }), (sources) => {
        expect(fromText(toText(sources), 'x')).toEqual(sources);
      }),
    );
  });

  it.each([
    '',
    CODE_MARK,
    `${CODE_MARK}2 []\n`,
    `${CODE_MARK}1 [["a.ts",5]]\nabc`,
    `${CODE_MARK}1 [["a.ts",2]]\nabc`,
    `${CODE_MARK}1 nonsense\n`,
  ])('is refused where it is damaged: %j', (text) => {
    expect(() => fromText(text, 'schema_migrations:004.ts')).toThrow(expect.objectContaining({ code: 'CODE_INVALID' }));
  });
});

describe('the imports of a source', () => {
  it.each([
    ["import { a } from './a.js';", ['./a.js']],
    ['import a, { b as c } from "./a";', ['./a']],
    ["import './effect.js'; import 'pkg';", ['./effect.js', 'pkg']],
    ["import type { A } from './types.js'; import type B from './b.js'; export type { C } from './c.js';", []],
    ["import {\n  a,\n  type B,\n} from './a.js';", ['./a.js']],
    ["import type from './type.js';", ['./type.js']],
    ["export * from './a.js'; export { b } from '../b.js';", ['./a.js', '../b.js']],
    ["const a = require('./a'); const b = await import('./b.js');", ['./a', './b.js']],
    ["import a from './same.js'; import b from './same.js';", ['./same.js']],
    ["import type { A } from './t.js'\nimport { b } from './b.js'", ['./b.js']],
    ['const text = "no import here";', []],
  ])('%s', (source, names) => {
    expect(importsOf(source)).toEqual(names);
  });

  it('are files, packages, or there anyhow', () => {
    expect(['./a', '../a', '.', '..', 'a', '@a/b', '#a', '/a', '.a'].map(isLocal)).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(['node:fs', 'fs', '@zepix/migrations-core', 'jiti'].map(isEverywhere)).toEqual([true, true, true, false]);
  });

  it('may name a TypeScript file by the name it is compiled to', () => {
    expect(candidates('./a.js').slice(0, 2)).toEqual(['./a.js', './a.ts']);
    expect(candidates('./a.mjs')).toContain('./a.mts');
    expect(candidates('./a')).toContain('./a/index.ts');
  });
});
