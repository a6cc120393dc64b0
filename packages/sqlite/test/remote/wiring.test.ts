import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { MigrationError } from '@zepix/migrations-core';
import { afterAll, expect, test, vi } from 'vitest';
import { bundles } from '../bundle.js';
import { TABLE, gone, place } from './place.js';
import type { Place } from './place.js';

const { bundle, remove } = bundles();
const ENTRY = bundle(new URL('programs/engine.ts', import.meta.url));
afterAll(remove);

const failed = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

/** Nothing is left of an engine, though nobody closed it. */
async function nothingLeft({ leftovers }: Place): Promise<void> {
  await vi.waitFor(() => expect(leftovers()).toEqual([]), { timeout: 20_000 });
}

test.each([
  ['throws', 'throw new Error("no wiring today");', /exit code 1 before it was ready/],
  ['ends without calling serveEngine', 'export {};', /exit code 0 before it was ready/],
  ['exits', 'process.exit(7);', /exit code 7 before it was ready/],
])('an entry module that %s', async (_, text, message) => {
  const here = place(ENTRY, TABLE);
  const entry = here.folder.file('entry.mjs');
  writeFileSync(
    entry,
    `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(here.folder.file('engine.pid'))}, String(process.pid));\n${text}\n`,
  );
  const engine = here.start({}, { entry });
  const errors = await Promise.all([failed(engine.up()), failed(engine.status())]);
  for (const error of errors) {
    expect(error).toBeInstanceOf(MigrationError);
    expect(error).toMatchObject({ code: 'ENGINE_DIED', message: expect.stringMatching(message) as string });
    expect((error as Error).message).toContain(entry);
  }
  await gone(here.pid());
  await nothingLeft(here);
  expect(await failed(engine.up())).toMatchObject({ code: 'ENGINE_DIED' });
});

test('an entry module that is not there, by path or by URL', async () => {
  const here = place(ENTRY, TABLE);
  const entry = here.folder.file('nowhere.mjs');
  for (const one of [entry, pathToFileURL(entry), pathToFileURL(entry).href]) {
    const engine = here.start({}, { entry: one });
    expect(await failed(engine.up())).toMatchObject({ code: 'ENGINE_DIED', message: expect.stringContaining(entry) as string });
    await engine.close();
  }
  expect(here.leftovers()).toEqual([]);
});

test('an invalid configuration', async () => {
  const here = place(ENTRY, TABLE);
  const engine = here.start({ config: { databases: {} } });
  const error = await failed(engine.up());
  expect(error).toBeInstanceOf(MigrationError);
  expect(error).toMatchObject({ code: 'CONFIG_INVALID', kind: 'usage', message: expect.stringContaining('databases is empty') as string });
  expect(await failed(engine.status())).toMatchObject({ code: 'CONFIG_INVALID' });
  await gone(here.pid());
  await nothingLeft(here);
});

test('a wiring that fails in a way of its own', async () => {
  const here = place(ENTRY, TABLE);
  const engine = here.start({ fails: 'the secret store is closed', lingers: true });
  expect(await failed(engine.up())).toMatchObject({
    code: 'INTERNAL',
    message: expect.stringContaining('the secret store is closed') as string,
  });
  await gone(here.pid());
  await nothingLeft(here);
});

test('a process that can not be started', async () => {
  const here = place(ENTRY, TABLE);
  const own = process.execPath;
  process.execPath = here.folder.file('no-node');
  try {
    const engine = here.start();
    process.execPath = own;
    expect(await failed(engine.up())).toMatchObject({
      code: 'ENGINE_DIED',
      message: expect.stringContaining('could not be started') as string,
    });
    engine.stop();
    await engine.close();
    expect(here.leftovers()).toEqual([]);
  } finally {
    process.execPath = own;
  }
});

test('a setup that can not be sent', async () => {
  const here = place(ENTRY, TABLE);
  expect(() => here.start({ config: () => undefined })).toThrow(expect.objectContaining({ code: 'USAGE' }) as Error);
  await nothingLeft(here);
});

test('what the wiring leaves open does not keep an engine alive that was closed', async () => {
  const here = place(ENTRY, TABLE);
  const engine = here.start({ lingers: true });
  expect((await engine.up()).ok).toBe(true);
  await engine.close();
  await gone(here.pid());
  expect(here.leftovers()).toEqual([]);
});

test('an engine that was closed takes no calls, and can be closed, stopped and killed again', async () => {
  const here = place(ENTRY, TABLE);
  const engine = here.start();
  await engine.close();
  engine.stop();
  engine.kill();
  await engine.close();
  expect(await failed(engine.up())).toMatchObject({ code: 'ENGINE_DIED', message: 'The engine was closed.' });
  expect(here.leftovers()).toEqual([]);
});
