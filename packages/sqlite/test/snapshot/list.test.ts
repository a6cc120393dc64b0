import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import { creating, restoring, shop, store } from './workplace.js';

/** Turns one bit of a file round. */
function flipBit(file: string, at: number): void {
  const handle = openSync(file, 'r+');
  const byte = Buffer.alloc(1);
  readSync(handle, byte, 0, 1, at);
  writeSync(handle, Buffer.of((byte[0] ?? 0) ^ 1), 0, 1, at);
  closeSync(handle);
}

describe('the list of snapshots', () => {
  it('is empty without a folder', () => {
    expect(store.list(shop().target)).toEqual({ snapshots: [], broken: [] });
  });

  it('has the newest first, also of one second', async () => {
    const { target } = shop();
    const made: string[] = [];
    for (let round = 0; round < 12; round += 1) made.push((await store.create(target, creating())).id);
    expect(store.list(target).snapshots.map(({ id }) => id)).toEqual(made.toReversed());
  });

  it('leaves out what is none of ours', () => {
    const { target, file } = shop();
    mkdirSync(`${file}.snapshots`);
    writeFileSync(`${file}.snapshots/README.txt`, 'kept since 2019');
    expect(store.list(target)).toEqual({ snapshots: [], broken: [] });
  });
});

const BREAKAGES: readonly (readonly [name: string, problem: RegExp, breakIt: (file: string, manifest: string) => void])[] = [
  ['without its manifest', /no manifest/, (_, manifest) => rmSync(manifest)],
  ['without its file', /file is gone/, (file) => rmSync(file)],
  ['not finished', /broken off/, (file, manifest) => (renameSync(file, `${file}.partial`), rmSync(manifest))],
  ['cut off', /has 4096 bytes, not 12288/, (file) => truncateSync(file, 4096)],
  ['with half a manifest', /not readable/, (_, manifest) => truncateSync(manifest, 40)],
  ['of a later version', /format 2/, (_, manifest) => writeFileSync(manifest, '{"format":2}')],
  ['with a manifest that lacks something', /no valid "sha256"/, (_, manifest) => edit(manifest, { sha256: 1 })],
  ['with one bit changed', /checksum/, (file) => flipBit(file, 5000)],
];

function edit(manifest: string, change: object): void {
  writeFileSync(manifest, JSON.stringify({ ...(JSON.parse(readFileSync(manifest, 'utf8')) as object), ...change }));
}

describe.each(BREAKAGES)('a snapshot %s', (_, problem, breakIt) => {
  it('is named, never restored, and can be removed', async () => {
    const { target, file } = shop();
    const { id, file: copy } = await store.create(target, creating());
    breakIt(copy, copy.replace(/db$/, 'json'));
    const before = readFileSync(file);
    await expect(store.find(target, id)).rejects.toMatchObject({ code: 'SNAPSHOT_BROKEN', message: expect.stringMatching(problem) });
    await expect(store.restore(target, id, restoring())).rejects.toMatchObject({ code: 'SNAPSHOT_BROKEN' });
    await expect(store.restore(target, id, restoring({ preview: true }))).rejects.toMatchObject({ code: 'SNAPSHOT_BROKEN' });
    expect(readFileSync(file).equals(before)).toBe(true);
    const { snapshots, broken } = store.list(target);
    const [found] = [...snapshots, ...broken];
    if (found === undefined) throw new Error('it is not listed at all');
    store.remove(found);
    expect(readdirSync(`${file}.snapshots`)).toEqual([]);
  });
});

describe('a snapshot by its id', () => {
  it('is missing when there is none, with the newest named', async () => {
    const { target } = shop();
    await expect(store.find(target, 'x')).rejects.toMatchObject({ code: 'SNAPSHOT_MISSING', hint: 'It has none at all.' });
    const { id } = await store.create(target, creating());
    await expect(store.find(target, 'x')).rejects.toMatchObject({ hint: expect.stringContaining(id) });
    await expect(store.find(target, `../shop.db.snapshots/${id}`)).rejects.toMatchObject({ code: 'SNAPSHOT_MISSING' });
  });

  it('is removed alone', async () => {
    const { target } = shop();
    const [first, second] = [await store.create(target, creating()), await store.create(target, creating())];
    store.remove(first);
    expect(store.list(target)).toEqual({ snapshots: [second], broken: [] });
  });
});
