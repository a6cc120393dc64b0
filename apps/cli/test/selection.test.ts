import { describe, expect, test } from 'vitest';
import { APP, CONFIG, openShop, shop, single } from './shop.js';
import { of, workplace } from './workplace.js';

const ORDERS = ['orders'];
const STOCK = ['stock'];
const BOTH = ['orders', 'stock'];

describe('--filter', () => {
  const FILTERS: readonly (readonly [filter: readonly string[], databases: readonly string[]])[] = [
    [[], BOTH],
    [['--filter', 'orders'], ORDERS],
    [['--filter', 'STOCK'], STOCK],
    [['-f', 'stock'], STOCK],
    [['--filter=stock'], STOCK],
    [['--filter', 's'], STOCK],
    [['--filter', 'orders_v1'], ORDERS],
    [['--filter', 'shop_stock.db'], STOCK],
    [['--filter', 'st*'], STOCK],
    [['--filter', '?rders'], ORDERS],
    [['--filter', 'shop_*'], BOTH],
    [['--filter', 'orders', '--filter', 'stock'], BOTH],
    [['--filter', 'stock', '-f', 'o'], BOTH],
    [['--filter', 'stock,orders'], BOTH],
    [['--filter', ' stock , '], STOCK],
  ];

  test.each(FILTERS)('%j chooses %j, in the order of the configuration', async (filter, databases) => {
    const { report } = await shop().json(['status', ...filter]);
    expect(report.databases.map(({ name }) => name)).toEqual(databases);
  });

  test.each(['nothing', 'order', 'shop_', 'x*', '??'])('%s matches nothing, which is an error that names what there is', async (filter) => {
    const { code, report } = await shop().json(['up', '--filter', filter]);
    expect(code).toBe(64);
    expect(report.error).toMatchObject({
      code: 'FILTER_UNMATCHED',
      message: expect.stringContaining(`"${filter}"`),
      hint: expect.stringContaining('orders, stock'),
    });
  });

  test('one that matches beside one that does not runs nothing', async () => {
    const place = shop();
    const { code } = await place.json('up --filter orders --filter nothing');
    expect({ code, files: place.files('data') }).toEqual({ code: 64, files: ['.keep'] });
  });

  test('keeps every other database as it is', async () => {
    const place = shop();
    expect((await place.run('up --filter stock')).code).toBe(0);
    expect(place.exists('data/shop_orders.db')).toBe(false);
    expect(place.rows('data/shop_stock.db', 'SELECT version FROM schema_migrations')).toEqual([['001'], ['002'], ['003']]);
  });
});

describe('a database without configuration', () => {
  const SCRIPTS = { '001_a.sql': 'CREATE TABLE a (id INTEGER);\n' };

  test('--database and --migrations name it', async () => {
    const place = single(SCRIPTS);
    const { code, report } = await place.json(['up', ...APP]);
    expect({ code, databases: report.databases.map(({ name, file, version }) => ({ name, file, version })) }).toEqual({
      code: 0,
      databases: [{ name: 'app', file: 'app.db', version: '001' }],
    });
    expect(place.rows('app.db', 'SELECT count(*) FROM a')).toEqual([[0]]);
  });

  test('--database may be a file: URL', async () => {
    const place = single(SCRIPTS);
    const { code, report } = await place.json(['up', '--database', `file:${place.path('app.db')}`, '--migrations', 'migrations']);
    expect({ code, error: report.error, states: report.databases.map(({ name, state, error }) => ({ name, state, error })) }).toEqual({
      code: 0,
      error: null,
      states: [{ name: 'app', state: 'up-to-date', error: null }],
    });
    expect(place.rows('app.db', 'SELECT count(*) FROM a')).toEqual([[0]]);
  });

  test('a URL of another engine is refused by name', async () => {
    const url = 'postgres://me:s3cr@t@localhost/app';
    const { code, report } = await single(SCRIPTS).json(`up --database ${url} --migrations migrations`);
    expect({ code, error: of({ report }, 'app').error?.code, state: of({ report }, 'app').state }).toEqual({
      code: 64,
      error: 'LOCATION_UNSUPPORTED',
      state: 'not-a-database',
    });
    expect(JSON.stringify(report)).toContain('postgres://me:…@localhost/app');
    for (const args of ['up', 'status', 'plan', 'up --json', 'up --json=stream', 'status --verbose']) {
      const env = { DATABASE_URL: args === 'plan' ? 'postgres://me:s3cr@t@localhost' : url };
      const { stdout, stderr } = await single(SCRIPTS).run(`${args} --migrations migrations`, env);
      expect(stdout + stderr, args).not.toMatch(/s3cr|t@/);
    }
  });

  test('each of the two flags needs the other', async () => {
    const lonely = await shop().json('up --database data/shop_orders.db');
    expect(lonely).toMatchObject({ code: 64, report: { error: { code: 'USAGE', hint: 'Add --migrations DIR.' } } });
    const folder = await shop().json('up --migrations migrations/orders_v1');
    expect(folder).toMatchObject({ code: 64, report: { error: { code: 'USAGE', hint: 'Add --database FILE.' } } });
  });

  test('the two flags win over a configuration', async () => {
    const place = shop();
    const { report } = await place.json('up --database data/other.db --migrations migrations/stock_v2');
    expect(report.databases.map(({ file, version }) => [file, version])).toEqual([['data/other.db', '003']]);
    expect(place.exists('data/shop_stock.db')).toBe(false);
  });

  test('DATABASE_URL names it, with the folder "migrations" or the one that is named', async () => {
    const place = single(SCRIPTS);
    place.write('elsewhere/007_b.sql', 'CREATE TABLE b (id INTEGER);\n');
    const url = { DATABASE_URL: 'file:app.db' };
    expect((await place.json('up', url)).report.databases[0]?.version).toBe('001');
    const { report } = await place.json('up --migrations elsewhere --allow-out-of-order', {
      DATABASE_URL: `file:${place.path('other.db')}`,
    });
    expect(report.databases.map(({ version }) => version)).toEqual(['007']);
    expect(place.rows('other.db', 'SELECT count(*) FROM b')).toEqual([[0]]);
  });

  test('DATABASE_URL may be a plain path, and may stand in .env', async () => {
    const place = single(SCRIPTS);
    place.write('.env', 'DATABASE_URL="app.db"\n');
    expect(of(await place.json('up'), 'app').file).toBe('app.db');
  });

  test('DATABASE_URL does not count beside a configuration', async () => {
    const { report } = await shop().json('status', { DATABASE_URL: 'file:app.db' });
    expect(report.databases.map(({ name }) => name)).toEqual(BOTH);
  });

  test('nothing at all is an error that says what to write', async () => {
    const { code, report } = await workplace().json('status');
    expect({ code, error: report.error?.code }).toEqual({ code: 64, error: 'CONFIG_NOT_FOUND' });
    expect(report.error?.hint).toContain('--database');
  });
});

describe('paths from outside', () => {
  const FILE = 'ZEPIX_ORDERS_FILE';

  test('ZEPIX_<NAME>_FILE and ZEPIX_<NAME>_MIGRATIONS win over the configuration', async () => {
    const place = shop();
    const env = { [FILE]: 'data/moved.db', ZEPIX_ORDERS_MIGRATIONS: 'migrations/stock_v2' };
    const { report } = await place.json('up --filter orders', env);
    expect(report.databases.map(({ file, applied }) => [file, applied.map(({ name }) => name)])).toEqual([
      ['data/moved.db', ['stock', 'price', 'name']],
    ]);
  });

  test('a name with other characters is written with underscores', async () => {
    const place = shop();
    place.write('zepix.config.json', JSON.stringify({ databases: { 'my-orders.v1': CONFIG.databases.orders } }));
    const { report } = await place.json('status', { ZEPIX_MY_ORDERS_V1_FILE: 'data/moved.db' });
    expect(of({ report }, 'my-orders.v1').file).toBe('data/moved.db');
  });

  test('they may stand in the .env beside the configuration, wherever the command is typed', async () => {
    const place = shop();
    place.write('.env', `${FILE}=data/from-env.db\n`);
    expect(of(await place.json('status'), 'orders').file).toBe('data/from-env.db');
    place.write('deep/er/.env', `${FILE}=data/wrong.db\n`);
    const { report } = await place.json(['status', '--config', 'zepix.config.json']);
    expect(of({ report }, 'orders').file).toBe('data/from-env.db');
  });

  test('--env-file replaces the .env, and the environment wins over both', async () => {
    const place = shop();
    place.write('.env', `${FILE}=data/from-env.db\n`);
    place.write('settings/live.env', `# the live paths\nexport ${FILE}='data/from live.db'\n`);
    const live = 'status --env-file settings/live.env';
    expect(of(await place.json(live), 'orders').file).toBe('data/from live.db');
    expect(of(await place.json(live, { [FILE]: 'data/mine.db' }), 'orders').file).toBe('data/mine.db');
    expect(of(await place.json('status', { [FILE]: 'data/mine.db' }), 'orders').file).toBe('data/mine.db');
  });

  test('an --env-file that is not there is an error', async () => {
    const { code, report } = await shop().json('status --env-file nowhere.env');
    expect({ code, error: report.error?.code }).toEqual({ code: 64, error: 'CONFIG_INVALID' });
    expect(report.error?.message).toContain('nowhere.env');
  });

  test('an empty value is as none', async () => {
    expect(of(await shop().json('status', { [FILE]: '' }), 'orders').file).toBe('data/shop_orders.db');
  });
});

test('the databases are migrated in the order of "after", and reported in that of the configuration', async () => {
  const place = shop();
  const { orders, stock } = CONFIG.databases;
  place.write('zepix.config.json', JSON.stringify({ databases: { stock, orders } }));
  const { stdout } = await place.run('up');
  expect(stdout.indexOf('orders\n')).toBeLessThan(stdout.indexOf('stock\n'));
  const { report } = await place.json('status');
  expect(report.databases.map(({ name }) => name)).toEqual(['stock', 'orders']);
});

test('a folder below finds the configuration above, and shows paths that lead there', async () => {
  const place = await openShop();
  const { runBin } = await import('./bin.js');
  place.write('sub/folder/.keep', '');
  const { code, stdout } = await runBin(['status', '--verbose'], { cwd: place.path('sub/folder') });
  expect(code).toBe(0);
  expect(stdout).toContain(place.path('data/shop_orders.db'));
});
