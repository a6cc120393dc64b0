import { describe, expect, test } from 'vitest';
import { CONFIG, shop } from './shop.js';
import { of } from './workplace.js';
import type { Workplace } from './workplace.js';

const CACHE = 'node_modules/.cache/zepix-migrations';
const OBJECT = JSON.stringify(CONFIG);

/** A shop whose configuration is this file alone. */
function configured(name: string, text: string): Workplace {
  const place = shop();
  place.remove('zepix.config.json');
  place.write(name, text);
  return place;
}

describe('a configuration', () => {
  const KINDS: readonly (readonly [name: string, text: string])[] = [
    [
      'zepix.config.ts',
      `import { defineConfig } from '@zepix/migrations-core';\nconst typed: object = ${OBJECT};\nexport default defineConfig(typed as never);\n`,
    ],
    ['zepix.config.mts', `export default ${OBJECT} satisfies object;\n`],
    ['zepix.config.mjs', `import { defineConfig } from '@zepix/migrations-core';\nexport default defineConfig(${OBJECT});\n`],
    ['zepix.config.js', `export default ${OBJECT};\n`],
    ['zepix.config.cjs', `module.exports = ${OBJECT};\n`],
    ['zepix.config.json', OBJECT],
  ];

  test.each(KINDS)('may be %s', async (name, text) => {
    const { code, report } = await configured(name, text).json('up');
    expect({ code, databases: report.databases.map((one) => [one.name, one.version]) }).toEqual({
      code: 0,
      databases: [
        ['orders', '003'],
        ['stock', '003'],
      ],
    });
  });

  test('may be CommonJS in a .js file', async () => {
    const { code } = await configured(
      'zepix.config.js',
      `const { defineConfig } = require('@zepix/migrations-core');\nmodule.exports = defineConfig(${OBJECT});\n`,
    ).json('up');
    expect(code).toBe(0);
  });

  test('may import another TypeScript file', async () => {
    const place = configured('zepix.config.ts', "import { databases } from './databases.ts';\nexport default { databases };\n");
    place.write('databases.ts', `export const databases: object = ${JSON.stringify(CONFIG.databases)};\n`);
    expect((await place.json('up')).code).toBe(0);
  });

  test('may read the environment each time', async () => {
    const text = OBJECT.replace('"data/shop_orders.db"', "process.env['PLACE'] ?? 'data/none.db'");
    const place = configured('zepix.config.ts', `export default ${text};\n`);
    place.write('node_modules/.keep', '');
    expect(of(await place.json('status', { PLACE: 'data/a.db' }), 'orders').file).toBe('data/a.db');
    expect(of(await place.json('status', { PLACE: 'data/b.db' }), 'orders').file).toBe('data/b.db');
  });

  test.each(['zepix.config.json', 'zepix.config.ts'])('%s may begin with a byte order mark, and so may .env', async (name) => {
    const place = configured(name, `\ufeff${name.endsWith('.ts') ? 'export default ' : ''}${OBJECT}`);
    place.write('.env', '\ufeffZEPIX_ORDERS_FILE=data/from-env.db\n');
    expect(of(await place.json('status'), 'orders').file).toBe('data/from-env.db');
  });

  test('is named with --config; its paths start from its own folder', async () => {
    const place = shop();
    const { orders } = CONFIG.databases;
    place.write(
      'settings/live.json',
      JSON.stringify({ databases: { live: { ...orders, file: '../data/live.db', migrations: '../migrations/orders_v1' } } }),
    );
    const { code, report } = await place.json('up --config settings/live.json');
    expect({ code, files: report.databases.map(({ name, file }) => [name, file]) }).toEqual({ code: 0, files: [['live', 'data/live.db']] });
  });

  test('that is named and not there is an error', async () => {
    const { code, report } = await shop().json('status --config settings/live.ts');
    expect({ code, error: report.error?.code }).toEqual({ code: 64, error: 'CONFIG_NOT_FOUND' });
    expect(report.error?.message).toContain('settings/live.ts');
  });
});

describe('a broken configuration is an error with its place', () => {
  const BROKEN: readonly (readonly [what: string, name: string, text: string, line: number])[] = [
    ['throws', 'zepix.config.ts', "const a: number = 1;\n\nthrow new Error('not today');\n", 3],
    ['throws', 'zepix.config.mjs', "\nthrow new Error('not today');\n", 2],
    ['names what is not there', 'zepix.config.ts', 'export default {\n  databases: nowhere,\n};\n', 2],
    ['does not parse', 'zepix.config.ts', 'export default {\n  databases: {\n    orders: [,\n', 4],
    ['does not parse', 'zepix.config.mjs', 'export default {\n  databases: ) };\n', 2],
    ['does not parse', 'zepix.config.json', '{\n  "databases": {\n    "orders": {\n', 3],
    ['does not parse', 'zepix.config.json', '{\n  "databases": {},\n}\n', 3],
    ['does not parse', 'zepix.config.json', '{\n  "databases": "never ends\n}\n', 2],
    ['does not parse', 'zepix.config.json', '{ "databases": {} }\n]\n', 2],
    ['does not parse', 'zepix.config.json', '{\n  "databases": {\n    "orders": oops\n  }\n}\n', 3],
  ];

  test.each(BROKEN)('%s: %s', async (_, name, text, line) => {
    for (const cached of [false, true]) {
      const place = configured(name, text);
      if (cached) place.write('node_modules/.keep', '');
      const { code, report } = await place.json('status');
      expect({ code, error: report.error?.code, line: report.error?.line }, `cached: ${cached}`).toEqual({
        code: 64,
        error: 'CONFIG_INVALID',
        line,
      });
      expect(report.error?.file).toContain(name);
      const { stdout, stderr } = await place.run('status');
      expect(stdout).toBe('');
      expect(stderr).toContain(`${name}:${line}:`);
    }
  });

  const WRONG: readonly (readonly [reason: string, config: unknown])[] = [
    ['it must export defineConfig', {}],
    ['it must export defineConfig', []],
    ['databases is empty', { databases: {} }],
    ['databases.a must be an object', { databases: { a: 'app.db' } }],
    ['databases.a.file must be a path', { databases: { a: { migrations: 'm' } } }],
    ['databases.a.migrations must be a path', { databases: { a: { file: 'a.db', migrations: '' } } }],
    ['databases.a.aliases must be a list of names', { databases: { a: { file: 'a.db', migrations: 'm', aliases: [1] } } }],
    ['databases.a.label must be text', { databases: { a: { file: 'a.db', migrations: 'm', label: 1 } } }],
    ['databases.a.folder is unknown', { databases: { a: { file: 'a.db', migrations: 'm', folder: 'm' } } }],
    [
      'databases.a.ledgerTable must be a plain table name',
      { databases: { a: { file: 'a.db', migrations: 'm', ledgerTable: 'my table' } } },
    ],
    ['databases.a.after names "b"', { databases: { a: { file: 'a.db', migrations: 'm', after: 'b' } } }],
    ['"a" names both', { databases: { a: { file: 'a.db', migrations: 'm' }, b: { file: 'b.db', migrations: 'm', aliases: ['A'] } } }],
    ['"a/b" is no name', { databases: { 'a/b': { file: 'a.db', migrations: 'm' } } }],
  ];

  test.each(WRONG)('%s: %j', async (reason, config) => {
    const { code, report } = await configured('zepix.config.json', JSON.stringify(config)).json('status');
    expect({ code, error: report.error?.code }).toEqual({ code: 64, error: 'CONFIG_INVALID' });
    expect(`${report.error?.message}`.toLowerCase()).toContain(reason.toLowerCase());
    expect(report.error?.file).toBe('zepix.config.json');
  });

  test('databases that wait for each other', async () => {
    const { orders, stock } = CONFIG.databases;
    const place = configured('zepix.config.json', JSON.stringify({ databases: { orders: { ...orders, after: ['stock'] }, stock } }));
    const { code, report } = await place.json('up');
    expect({ code, error: report.error?.code }).toEqual({ code: 64, error: 'CONFIG_INVALID' });
    expect(report.error?.message).toMatch(/orders after stock after orders|stock after orders after stock/);
  });
});

describe('the compiled copy', () => {
  test('is made once, used while the file stays the same, and made anew when it changes', async () => {
    const place = configured('zepix.config.ts', `export default ${OBJECT};\n`);
    place.write('node_modules/.keep', '');
    expect((await place.run('status --json')).stderr).toBe('');
    const [copy = '', ...others] = place.files(CACHE);
    expect(others).toEqual([]);
    place.write(`${CACHE}/${copy}`, place.read(`${CACHE}/${copy}`).replace('shop_orders.db', 'from_copy.db'));
    expect(of(await place.json('status'), 'orders').file).toBe('data/from_copy.db');
    place.write('zepix.config.ts', `export default ${OBJECT.replace('shop_orders.db', 'edited.db')};\n`);
    expect(of(await place.json('status'), 'orders').file).toBe('data/edited.db');
    expect(place.files(CACHE)).toHaveLength(2);
  });

  test('is not made where there is no node_modules', async () => {
    const place = configured('zepix.config.ts', `export default ${OBJECT};\n`);
    expect((await place.json('up')).code).toBe(0);
    expect(place.exists('node_modules')).toBe(false);
  });

  test('that can not be written is done without', async () => {
    const place = configured('zepix.config.ts', `export default ${OBJECT};\n`);
    place.write('node_modules/.cache', 'a file where the folder would be');
    expect(await place.json('up')).toMatchObject({ code: 0, stderr: '' });
  });
});
