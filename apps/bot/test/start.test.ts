import { chmodSync, existsSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { Bot } from 'grammy';
import { inDatabase, startTelegram, temporaryFolder, writeFiles } from '@zepix/testkit';
import { startBot } from './bot-process.js';
import { workplace } from './workplace.js';

const run = async (files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>>, args: readonly string[] = []) => {
  const folder = temporaryFolder(onTestFinished);
  writeFiles(folder.path, files);
  return startBot(args, folder.path, env).ended;
};
const CONFIG = { 'zepix.config.ts': "export default { databases: { shop: { file: 'shop.db', migrations: 'migrations' } } };\n" };
const TOKEN = `123456789:${'A'.repeat(35)}`;

const REFUSED: readonly (readonly [string, Readonly<Record<string, string>>, Readonly<Record<string, string>>, string])[] = [
  ['no configuration', {}, { ZEPIX_BOT_TOKEN: TOKEN }, 'CONFIG_NOT_FOUND'],
  ['no token', CONFIG, {}, 'BOT_TOKEN_MISSING'],
  ['what is no token', CONFIG, { ZEPIX_BOT_TOKEN: 'secret' }, 'BOT_TOKEN_MISSING'],
  ['a token file that is not there', CONFIG, { ZEPIX_BOT_TOKEN_FILE: 'nowhere' }, 'BOT_TOKEN_MISSING'],
  ['two tokens', CONFIG, { ZEPIX_BOT_TOKEN: TOKEN, ZEPIX_BOT_TOKEN_FILE: 'zepix.config.ts' }, 'BOT_TOKEN_MISSING'],
  ['a group among the users', CONFIG, { ZEPIX_BOT_TOKEN: TOKEN, ZEPIX_BOT_APPROVERS: '-100123' }, 'CONFIG_INVALID'],
  ['names in place of ids', CONFIG, { ZEPIX_BOT_TOKEN: TOKEN, ZEPIX_BOT_VIEWERS: '@ann' }, 'CONFIG_INVALID'],
  ['a webhook without its secret', CONFIG, { ZEPIX_BOT_TOKEN: TOKEN, ZEPIX_BOT_WEBHOOK_URL: 'https://example.com/x' }, 'CONFIG_INVALID'],
  ['the state in a database', CONFIG, { ZEPIX_BOT_TOKEN: TOKEN, ZEPIX_BOT_STATE_FILE: 'shop.db' }, 'BOT_STATE_UNUSABLE'],
  [
    'an unknown key',
    { 'zepix.config.ts': "export default { databases: { a: { file: 'a.db', migrations: 'm' } }, bot: { aprovers: [1] } };" },
    { ZEPIX_BOT_TOKEN: TOKEN },
    'CONFIG_INVALID',
  ],
  [
    'a secret in the configuration',
    { 'zepix.config.ts': `export default { databases: { a: { file: 'a.db', migrations: 'm' } }, bot: { token: '${TOKEN}' } };` },
    { ZEPIX_BOT_TOKEN: TOKEN },
    'CONFIG_INVALID',
  ],
];

test('what is missing or wrong is an error with its code, a next step, and no secret', async () => {
  const told = await Promise.all(REFUSED.map(async ([what, files, env]) => ({ what, ...(await run(files, env)) })));
  for (const [index, { what, code: exit, stdout, stderr }] of told.entries()) {
    const code = REFUSED[index]?.[3] ?? '';
    expect([what, exit]).toEqual([what, code === 'BOT_STATE_UNUSABLE' ? 6 : 64]);
    expect(stderr).toMatch(new RegExp(`^✗ .+\\n  .+\\n  ${code}: see docs/errors.md\\n$`));
    expect(stdout + stderr).not.toContain('AAAAA');
  }
});

test('a token that Telegram does not know is said so, and nothing is tried again', async () => {
  const { telegram, launch } = await workplace();
  const { token } = telegram;
  telegram.revokeToken();
  const { code, stdout, stderr } = await launch().ended;
  expect(code).toBe(64);
  expect(stdout + stderr).not.toContain(token);
  expect(stdout).toContain('BOT_TOKEN_REFUSED');
  expect(telegram.calls.length).toBeLessThan(3);
});

test('a second poller on the token ends the bot with an explanation, told once to the owner', async () => {
  const { telegram, start, people } = await workplace();
  const bot = await start();
  // Which of two pollers is told to stop hangs on who asked last: where it is the other one, that begins again.
  const over = new AbortController();
  const poll = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const other = new Bot(telegram.token, { client: { apiRoot: telegram.root } });
      over.signal.addEventListener('abort', () => void other.stop().catch(() => undefined), { once: true });
      await other.start().catch(() => undefined);
    }
  };
  const polling = poll();
  onTestFinished(async () => {
    over.abort();
    await polling;
  });
  const { code, stdout } = await bot.ended;
  expect(code).toBe(4);
  expect(stdout).toContain('BOT_TOKEN_SHARED');
  expect(stdout).toContain('the trading bot keeps its own');
  expect((await people.ann.expect('The migration bot stopped')).text).toContain('token of its own');
});

test('a webhook of another program is not taken away, unless that is asked for', async () => {
  const { telegram, start, launch } = await workplace();
  const other = new Bot(telegram.token, { client: { apiRoot: telegram.root } });
  await other.api.setWebhook('http://127.0.0.1:9/trading');
  const { code, stdout } = await launch().ended;
  expect([code, telegram.webhookInfo?.url]).toEqual([5, 'http://127.0.0.1:9/trading']);
  expect(stdout).toContain('BOT_WEBHOOK_FOREIGN');
  const bot = launch(['--delete-webhook']);
  await bot.said('the bot runs');
  expect(telegram.webhookInfo).toBeNull();
  bot.child.kill('SIGTERM');
  await bot.ended;
  await start();
});

test('two processes do not share a state', async () => {
  const { start, launch } = await workplace();
  await start();
  const { code, stderr } = await launch().ended;
  expect(code).toBe(4);
  expect(stderr).toContain('BOT_ALREADY_RUNNING');
});

test("another program's database is not taken for the state, a damaged one neither", async () => {
  const { folder, launch } = await workplace();
  inDatabase(folder.file('.zepix-bot.db'), (database) => database.exec('CREATE TABLE mine (x)'));
  expect(await launch().ended).toMatchObject({ code: 6, stderr: expect.stringContaining("another program's database") as string });
  writeFiles(folder.path, { '.zepix-bot.db': 'no database '.repeat(100) });
  expect(await launch().ended).toMatchObject({ code: 6, stderr: expect.stringContaining('BOT_STATE_UNUSABLE') as string });
});

test('the token may come from a file, which should be nobody else’s to read', async () => {
  const { folder, telegram, launch } = await workplace();
  writeFiles(folder.path, { token: `${telegram.token}\n` });
  chmodSync(folder.file('token'), 0o644);
  const bot = launch([], { ZEPIX_BOT_TOKEN: '', ZEPIX_BOT_TOKEN_FILE: 'token' });
  await bot.said('the bot runs');
  if (process.platform !== 'win32') expect(bot.output()).toContain('chmod 600');
  expect(bot.output()).not.toContain(telegram.token);
});

test('the token and the lists may come from the .env beside the configuration', async () => {
  const { folder, telegram, people, launch } = await workplace();
  writeFiles(folder.path, { '.env': `ZEPIX_BOT_TOKEN=${telegram.token}\nZEPIX_BOT_VIEWERS="${people.eve.user.id}"\n` });
  const env = { ZEPIX_BOT_TOKEN: undefined, ZEPIX_BOT_VIEWERS: undefined };
  const bot = launch([], env as unknown as Record<string, string>);
  await bot.said('the bot runs');
  await people.eve.ask('/migration_help', 'Migrations');
});

test('--check looks at everything, and changes nothing', async () => {
  const { folder, telegram, people, launch } = await workplace();
  const first = await launch(['--check']).ended;
  expect(first.stdout).toMatch(/✓ token +@zepix_test_bot \(\d+\), by ZEPIX_BOT_TOKEN/);
  expect(first.stdout).toMatch(/✓ chat +admin chat \d+ can be written to/);
  expect(first.stdout).toMatch(
    /✗ databases +There is no database at shop.db. \(DATABASE_MISSING\)|✗ databases +shop: There is no database/,
  );
  expect(first.code).toBe(6);
  expect([existsSync(folder.file('shop.db')), existsSync(folder.file('.zepix-bot.db'))]).toEqual([false, false]);
  inDatabase(folder.file('shop.db'), (database) => database.exec('CREATE TABLE other (x)'));
  telegram.setStanding(people.vic.user.id, 'blocked');
  const second = await launch(['--check', '--json']).ended;
  const { ok, checks } = JSON.parse(second.stdout) as { ok: boolean; checks: { check: string; verdict: string; text: string }[] };
  expect([second.code, ok]).toEqual([0, true]);
  expect(checks.filter(({ verdict }) => verdict === 'warning').map(({ text }) => text)).toEqual([
    expect.stringContaining('blocked by the user'),
  ]);
  telegram.setStanding(people.ann.user.id, 'blocked');
  expect(await launch(['--check']).ended).toMatchObject({ code: 5, stdout: expect.stringContaining('BOT_CHAT_UNREACHABLE') as string });
  telegram.revokeToken();
  expect(await launch(['--check']).ended).toMatchObject({ code: 64, stdout: expect.stringContaining('BOT_TOKEN_REFUSED') as string });
});

const DOUBTS: readonly (readonly [what: string, env: Readonly<Record<string, string>>, exit: number, words: RegExp])[] = [
  [
    'a state whose folder is not there',
    { ZEPIX_BOT_STATE_FILE: 'no/such/bot.db' },
    6,
    /✗ state .*no\/such.*ENOENT.*\(BOT_STATE_UNUSABLE\)/,
  ],
  ['a state that is a folder', { ZEPIX_BOT_STATE_FILE: 'migrations' }, 6, /✗ state .*\(BOT_STATE_UNUSABLE\)/],
  ['a group without the bot', { ZEPIX_BOT_GROUPS: '-100424242' }, 5, /✗ chat +group -100424242 can't be written to/],
  ['nobody on a list', { ZEPIX_BOT_APPROVERS: '', ZEPIX_BOT_OPERATORS: '', ZEPIX_BOT_VIEWERS: '' }, 64, /✗ people .*nobody gets an answer/],
  ['nobody who may approve', { ZEPIX_BOT_APPROVERS: '' }, 0, /! people +nobody may approve/],
  ['a second person who is not there', { ZEPIX_BOT_OPERATORS: '', ZEPIX_BOT_TWO_PEOPLE: 'true' }, 64, /✗ people .*second person/],
  ['no admin chat', { ZEPIX_BOT_ADMIN_CHAT: '' }, 0, /! chat +there is no admin chat/],
  [
    'a webhook that Telegram would refuse',
    { ZEPIX_BOT_WEBHOOK_URL: 'http://example.com/x', ZEPIX_BOT_WEBHOOK_SECRET: 'a'.repeat(20) },
    0,
    /! updates .*HTTPS/,
  ],
];

test('--check finds each of these, and tells by its exit code how bad it is', async () => {
  const { folder, launch } = await workplace();
  inDatabase(folder.file('shop.db'), (database) => database.exec('CREATE TABLE other (x)'));
  const ends = await Promise.all(DOUBTS.map(([, env]) => launch(['--check'], env).ended));
  for (const [index, [what, , exit, words]] of DOUBTS.entries()) {
    expect(ends[index], what).toMatchObject({ code: exit, stdout: expect.stringMatching(words) as string });
  }
}, 120_000);

test('--check says when Telegram can’t be reached', async () => {
  const gone = await startTelegram();
  await gone.close();
  const { launch } = await workplace();
  const { code, stdout } = await launch(['--check'], { ZEPIX_BOT_API_ROOT: gone.root }).ended;
  expect(code).toBe(6);
  expect(stdout).toContain('TELEGRAM_UNREACHABLE');
});

test('a bot that starts in an outage waits for its end', async () => {
  const { telegram, launch } = await workplace();
  const outage = telegram.fault({ kind: 'reset' });
  const bot = launch();
  await bot.said('telegram does not answer');
  outage.end();
  await bot.said('the bot runs');
  expect(bot.output().match(/telegram does not answer/g)).toHaveLength(1);
});

test('the audit log is printed beside a bot that runs', async () => {
  const { people, start, launch } = await workplace();
  await start();
  await people.ann.ask('/migrate', 'Migrate?');
  const { code, stdout } = await launch(['--audit', '--json']).ended;
  expect(code).toBe(0);
  const entries = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string; user: number });
  expect(entries).toMatchObject([{ event: 'asked', user: people.ann.user.id }]);
  expect((await launch(['--audit', '5'], { ZEPIX_BOT_TOKEN: '' }).ended).stdout).toMatch(/^\S+Z {2}asked +user \d+, chat \d+, R-\w+ /);
});
