import { fails, holds, migration, reason } from './place.mjs';

const first = migration(1, 'orders', ['CREATE TABLE orders (id INTEGER PRIMARY KEY,\n  price REAL)'], ['DROP TABLE orders']);
const second = migration(2, 'trades', ['CREATE TABLE trades (id INTEGER PRIMARY KEY,\n  price REAL)'], ['DROP TABLE trades']);

export const scenario = {
  name: 'CRLF and BOM',
  about: `A migration is applied from a file with LF. Then every file is as an editor on Windows would save it, with CRLF and a byte order mark (JSON without the mark), and a second migration of that kind is there. It holds when the first is not called changed and the second is applied.`,
  async judge(place) {
    place.write([first]);
    await place.prepare();
    place.write([first, second]);
    place.rewrite((text, name) => (name.endsWith('.json') ? '' : '\uFEFF') + text.replaceAll('\n', '\r\n'));
    const { status, output } = await place.run();
    if (status !== 0) return fails(`fails: ${reason(output)}`);
    return place.has('trades') && place.recorded().length === 2 ? holds('the same file') : fails('recorded, not applied');
  },
};
