import { describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { commandNames, help, longFlags } from './help.js';
import { openShop, shop } from './shop.js';
import { workplace } from './workplace.js';

describe('a wrong command line', () => {
  const WRONG: readonly (readonly [args: string, says: string])[] = [
    ['staus', "unknown command 'staus'\n(Did you mean status?)"],
    ['plann --filter orders', "unknown command 'plann'\n(Did you mean plan?)"],
    ['xyzzy', "unknown command 'xyzzy'"],
    ['up --stesp 1', "unknown option '--stesp'\n(Did you mean --steps?)"],
    ['--dryrun', "unknown option '--dryrun'\n(Did you mean --dry-run?)"],
    ['status --filtr orders', "unknown option '--filtr'\n(Did you mean --filter?)"],
    ['status --yes', "unknown option '--yes'"],
    ['up --rollback-from file', "unknown option '--rollback-from'"],
    ['down --single-transaction', "unknown option '--single-transaction'"],
    ['verify --check', "unknown option '--check'"],
    ['goto --to 2', "unknown option '--to'"],
    ['-z', "unknown option '-z'"],
    ['up 003', "too many arguments for 'up'"],
    ['goto', "missing required argument 'version'"],
    ['goto newest', "'newest' is invalid for argument 'version'. A version is a number, such as 003."],
    ['goto 1.5', "'1.5' is invalid for argument 'version'"],
    ['goto 1 2', "too many arguments for 'goto'"],
    ['up --to newest', "'newest' is invalid. A version is a number, such as 003."],
    ['up --to -1', "'-1' is invalid"],
    ['up --steps 0', "'0' is invalid. It must be a whole number from 1."],
    ['up --steps 1.5', "'1.5' is invalid"],
    ['up --steps', "'--steps <n>' argument missing"],
    ['up --lock-timeout soon', "'soon' is invalid. It must be a number of seconds."],
    ['up --lock-timeout=-1', "'-1' is invalid"],
    ['down --rollback-from memory', "'memory' is invalid. Allowed choices are file, ledger, preserved."],
    ['up --filter', "'-f, --filter <name>' argument missing"],
  ];

  test.each(WRONG)('%s', async (args, says) => {
    const place = shop();
    const { code, stdout, stderr } = await place.run(args);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(says);
    expect(place.files('data')).toEqual(['.keep']);
  });

  test('an unknown mode of --json is told as JSON', async () => {
    const { code, report, stderr } = await shop().json('up --json=lines');
    expect({ code, stderr, error: report.error?.code }).toEqual({ code: 64, stderr: '', error: 'USAGE' });
    expect(report.error?.message).toContain("'lines' is invalid");
  });
});

describe('the order of the words', () => {
  const SAME = [
    'down --filter orders --to 001 --yes',
    '--filter orders --to 001 --yes down',
    '--filter orders down --to 001 --yes',
    '-f orders -y down --to=001',
    '-- down --filter orders --to 001 --yes',
    '-- --yes --filter orders down --to 001',
  ];

  test.each(SAME)('%s', async (args) => {
    const place = await openShop();
    expect(await place.run(args)).toMatchObject({ code: 0, stderr: '' });
    expect(place.rows('data/shop_orders.db', 'SELECT version FROM schema_migrations')).toEqual([['001']]);
    expect(place.rows('data/shop_stock.db', 'SELECT count(*) FROM schema_migrations')).toEqual([[3]]);
  });

  test.each(['goto 001 --filter orders -y', '--filter orders -y goto 001', '-y --filter orders goto 001'])('%s', async (args) => {
    const place = await openShop();
    expect(await place.run(args)).toMatchObject({ code: 0, stderr: '' });
    expect(place.rows('data/shop_orders.db', 'SELECT version FROM schema_migrations')).toEqual([['001']]);
  });

  test.each(['snapshot list --filter orders --json', '--filter orders --json snapshot list', 'snapshot -f orders list --json=document'])(
    '%s',
    async (args) => {
      const { code, stdout } = await (await openShop()).run(args);
      expect({
        code,
        databases: (JSON.parse(stdout) as { result: { database: string }[] }).result.map(({ database }) => database),
      }).toEqual({
        code: 0,
        databases: ['orders'],
      });
    },
  );

  test('a value that is called like a command stays a value', async () => {
    const place = shop();
    place.write('zepix.config.json', JSON.stringify({ databases: { status: { file: 'data/s.db', migrations: 'migrations/stock_v2' } } }));
    for (const args of ['--filter status', 'up --filter status', '-f status up', '--filter=status']) {
      const { code, report } = await place.json(args);
      expect({ code, command: report.command, names: report.databases.map(({ name }) => name) }, args).toEqual({
        code: 0,
        command: 'up',
        names: ['status'],
      });
    }
  });
});

describe('help', () => {
  test('is printed by --help, -h and help, for the program and for a command', async () => {
    const place = workplace();
    const general = await help('');
    for (const args of ['-h', 'help']) expect(await place.run(args), args).toEqual({ code: 0, stdout: general, stderr: '' });
    const down = await help('down');
    for (const args of ['down -h', 'help down', '--help down', 'down --filter x --help']) {
      expect(await place.run(args), args).toEqual({ code: 0, stdout: down, stderr: '' });
    }
  });

  test('of every command has a description, its options and an example that starts with the command', async () => {
    const names = await commandNames();
    expect(names.length).toBeGreaterThanOrEqual(6);
    for (const name of names) {
      const text = await help(name);
      expect(text, name).toMatch(new RegExp(`^Usage: zepix-migrate ${name} \\[options\\]`));
      expect(text, name).toMatch(new RegExp(`\nExamples:\n(  \\$ zepix-migrate ${name}\\b.*\n)+$`));
      expect(longFlags(text), name).toEqual(expect.arrayContaining(['--filter', '--json', '--help']));
    }
  });

  test('says pnpm migrate where that is how it was called', async () => {
    const { stdout } = await workplace().run('down --help', { npm_lifecycle_event: 'migrate' });
    expect(stdout).toContain('$ pnpm migrate down --filter combined');
    expect(stdout).not.toContain('zepix-migrate');
  });

  test('lists the exit codes', async () => {
    const [, codes = ''] = (await help('')).split('Exit codes:');
    for (const code of [0, 1, 2, 3, 4, 5, 6, 64, 70, 130]) expect(codes).toMatch(new RegExp(`(^|\\s)${code}\\s+\\w`, 'm'));
  });

  test('--version prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
    for (const args of ['--version', '-V']) expect(await workplace().run(args)).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

test('every command leaves stderr empty when all is well and nobody watches', async () => {
  const place = shop();
  const lines = [
    'plan',
    'up',
    'up',
    'status',
    'status --check',
    'verify',
    'down --filter orders --yes',
    'goto 003 --filter orders',
    'up --verbose',
    'status -v',
  ];
  for (const args of lines) {
    const { code, stdout, stderr } = await place.run(args);
    expect({ code, stderr }, args).toEqual({ code: 0, stderr: '' });
    expect(stdout, args).not.toBe('');
  }
});
