import { expect, it } from 'vitest';
import { sqliteTarget } from '../../src/target/target.js';

it('refuses a name that ends in a blank, since another file would be opened', () => {
  const location = (): unknown => sqliteTarget('/data/shop.db ', { shown: 'shop.db ', ledgerTable: 'schema_migrations' });
  expect(location).toThrow(expect.objectContaining({ code: 'LOCATION_UNSUPPORTED', message: expect.stringContaining('ends in a blank') }));
});
