import * as central from '@zepix/schema-central';
import * as combined from '@zepix/schema-combined';
import * as priceAction from '@zepix/schema-price-action';
import { describe, expect, it } from 'vitest';
import { introspect } from '../../src/model/index.js';
import { zepixDatabase } from '../engine/workplace.js';
import { compareDeclared } from './compare-declared.js';
import { declaredModel } from './drizzle.js';

const isLedger = (name: string): boolean => name.startsWith('schema_migrations') || name.startsWith('_zepix_');

describe('migrating from nothing gives what is declared', () => {
  it.each([
    ['combined_v3', combined, 6],
    ['price_action_v6', priceAction, 9],
    ['central_system', central, 5],
  ] as const)('%s', async (folder, tables, count) => {
    const place = zepixDatabase(folder);
    await place.up();
    const migrated = place.behind((db) => introspect(db, isLedger));
    const declared = await declaredModel(tables);
    expect(migrated.tables).toHaveLength(count);
    expect(compareDeclared(migrated, declared)).toEqual([]);
  });

  it('is not so before the last migration', async () => {
    const place = zepixDatabase('central_system');
    await place.up('001');
    const migrated = place.behind((db) => introspect(db, isLedger));
    const differences = compareDeclared(migrated, await declaredModel(central));
    expect(differences.map(({ object, change }) => `${change} ${object}`)).toEqual([
      'unexpected column aggregated_trades.source_trade_id',
      'unexpected column aggregated_trades.synced_at',
      'unexpected column sync_status.last_synced_id',
      'unexpected column sync_status.sync_count',
      'unexpected index idx_agg_trades_source',
    ]);
  });
});
