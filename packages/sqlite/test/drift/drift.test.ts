import type { DatabaseReport, SchemaDifference } from '@zepix/migrations-core';
import { describe, expect, it } from 'vitest';
import { zepixDatabase } from '../engine/workplace.js';
import type { Workplace } from '../engine/workplace.js';
import { SYNCHRONISATION, SYNCHRONISATION_INDEXES, SYNCHRONISATION_QUERIES, TREND_PULSE } from './bot.js';

/** The differences that a report names; it must be drifted for no other reason. */
function driftOf({ state, problems }: DatabaseReport): readonly SchemaDifference[] {
  expect(state).toBe('drifted');
  expect(problems.map(({ code }) => code)).toEqual(['DRIFTED']);
  return problems.flatMap(({ differences }) => differences);
}

/** Each as `change object: expected | found`; status and verify must agree. */
function told(place: Workplace): readonly string[] {
  const differences = driftOf(place.status());
  expect(driftOf(place.verify())).toEqual(differences);
  return differences.map(({ object, change, expected, found }) => `${change} ${object}: ${expected ?? '-'} | ${found ?? '-'}`);
}

/** Runs what is suggested, in order, and says what differs afterwards. */
function mend(place: Workplace): readonly string[] {
  const mends = driftOf(place.status()).flatMap((difference) => difference.mend ?? []);
  place.behind((db) => {
    for (const statement of mends) db.exec(statement);
  });
  return place.status().problems.flatMap(({ differences }) => differences.map(({ object }) => object));
}

async function migrated(folder: Parameters<typeof zepixDatabase>[0], version?: string): Promise<Workplace> {
  const place = zepixDatabase(folder);
  await place.up(version);
  expect(place.verify().problems).toEqual([]);
  return place;
}

describe('the synchronisation', () => {
  const AGGREGATED = [
    'changed column aggregated_trades.plugin_type: TEXT | TEXT NOT NULL',
    'changed column aggregated_trades.synced_at: TIMESTAMP | TIMESTAMP DEFAULT CURRENT_TIMESTAMP',
    'changed columns of aggregated_trades: id, plugin_id, plugin_type, mt5_ticket, symbol, direction, lot_size, entry_time, exit_time, ' +
      'profit_dollars, status, source_trade_id, synced_at | id, plugin_id, plugin_type, source_trade_id, mt5_ticket, symbol, direction, ' +
      'lot_size, entry_time, exit_time, profit_dollars, status, synced_at',
    'missing foreign key aggregated_trades(plugin_id) → plugins_registry(plugin_id): ' +
      'FOREIGN KEY (plugin_id) REFERENCES plugins_registry (plugin_id) | -',
  ];
  const STATUS = [
    'missing column sync_status.last_sync_success: BOOLEAN | -',
    'missing column sync_status.records_synced: INTEGER DEFAULT 0 | -',
    'missing column sync_status.error_message: TEXT | -',
    'changed columns of sync_status: plugin_id, last_sync_time, last_synced_id, sync_count | plugin_id, last_synced_id, last_sync_time, sync_count',
    'missing foreign key sync_status(plugin_id) → plugins_registry(plugin_id): ' +
      'FOREIGN KEY (plugin_id) REFERENCES plugins_registry (plugin_id) | -',
  ];
  const INDEXES = [
    'unexpected index idx_agg_entry_time: - | CREATE INDEX idx_agg_entry_time ON aggregated_trades (entry_time)',
    'unexpected index idx_agg_plugin_id: - | CREATE INDEX idx_agg_plugin_id ON aggregated_trades (plugin_id)',
    'missing index idx_agg_trades_plugin: CREATE INDEX idx_agg_trades_plugin ON aggregated_trades (plugin_id) | -',
    'missing index idx_agg_trades_source: CREATE UNIQUE INDEX idx_agg_trades_source ON aggregated_trades (plugin_id, source_trade_id) | -',
    'missing index idx_agg_trades_time: CREATE INDEX idx_agg_trades_time ON aggregated_trades (entry_time) | -',
  ];

  it('makes its tables anew where they were dropped', async () => {
    const place = await migrated('central_system');
    place.behind((db) => db.exec(`DROP TABLE aggregated_trades; DROP TABLE sync_status; ${SYNCHRONISATION} ${SYNCHRONISATION_INDEXES}`));
    expect(told(place)).toEqual([...AGGREGATED, ...STATUS, ...INDEXES]);
    expect(mend(place)).not.toContain('index idx_agg_trades_source');
  });

  it('makes one table anew where that alone was dropped', async () => {
    const place = await migrated('central_system');
    place.behind((db) => db.exec(`DROP TABLE sync_status; ${SYNCHRONISATION}`));
    expect(told(place)).toEqual(STATUS);
  });

  it('makes tables before the migration that would have made them', async () => {
    const place = zepixDatabase('central_system');
    place.behind((db) => db.exec(SYNCHRONISATION + SYNCHRONISATION_INDEXES));
    const report = await place.migrator.up();
    expect(report.ok).toBe(false);
    expect(report.databases[0]?.error?.message).toContain('aggregated_trades already exists');
  });

  it('adds its indexes to tables of the right shape', async () => {
    const place = await migrated('central_system');
    place.behind((db) => db.exec(SYNCHRONISATION + SYNCHRONISATION_INDEXES));
    expect(told(place)).toEqual(INDEXES.slice(0, 2));
    expect(mend(place)).toEqual([]);
    expect(place.verify().state).toBe('up-to-date');
  });

  it('misses columns in the shipped shape, which is no drift, and has them after the next migration', async () => {
    const place = await migrated('central_system', '001');
    const missing = place.behind((db) => {
      db.exec(SYNCHRONISATION);
      return SYNCHRONISATION_QUERIES.map((query) => {
        try {
          return db.prepare(query).source;
        } catch (error) {
          return (error as Error).message;
        }
      });
    });
    expect(missing).toEqual(['no such column: last_synced_id', 'table aggregated_trades has no column named source_trade_id']);
    expect(place.verify().state).toBe('pending');
    await place.up();
    expect(place.behind((db) => SYNCHRONISATION_QUERIES.map((query) => db.prepare(query).source))).toEqual(SYNCHRONISATION_QUERIES);
  });

  it('adds the columns it misses by itself', async () => {
    const place = await migrated('central_system', '001');
    place.behind((db) =>
      db.exec(
        'ALTER TABLE sync_status ADD COLUMN last_synced_id INTEGER DEFAULT 0; ALTER TABLE aggregated_trades ADD COLUMN source_trade_id',
      ),
    );
    expect(told(place)).toEqual([
      'unexpected column aggregated_trades.source_trade_id: - | ',
      'unexpected column sync_status.last_synced_id: - | INTEGER DEFAULT 0',
    ]);
  });
});

describe('the trend pulse', () => {
  const CHANGED = [
    "changed column market_trends.market_state: TEXT | TEXT DEFAULT 'UNKNOWN'",
    'changed column market_trends.last_updated: TIMESTAMP DEFAULT CURRENT_TIMESTAMP | TEXT',
    "changed column market_trends.changes: TEXT | TEXT DEFAULT ''",
    'missing index idx_market_trends_symbol: CREATE INDEX idx_market_trends_symbol ON market_trends (symbol) | -',
  ];

  it('makes its table anew where it was dropped', async () => {
    const place = await migrated('price_action_v6');
    place.behind((db) => db.exec(`DROP TABLE market_trends; ${TREND_PULSE}`));
    expect(told(place)).toEqual(CHANGED);
    expect(mend(place)).toEqual(['column market_trends.market_state', 'column market_trends.last_updated', 'column market_trends.changes']);
  });

  it('makes its table before the migration that would have made it', async () => {
    const place = await migrated('price_action_v6', '001');
    place.behind((db) => db.exec(TREND_PULSE));
    expect(told(place)).toEqual([
      'unexpected table market_trends: - | CREATE TABLE market_trends ' +
        '(symbol, timeframe, bull_count, bear_count, market_state, last_updated, changes)',
    ]);
    expect((await place.migrator.up()).databases[0]?.error?.code).toBe('DRIFTED');
  });

  it('changes nothing where the table is there', async () => {
    const place = await migrated('price_action_v6');
    place.behind((db) => db.exec(TREND_PULSE));
    expect(place.verify().state).toBe('up-to-date');
  });

  it('is mended by what is suggested, where the table is gone', async () => {
    const place = await migrated('price_action_v6');
    place.behind((db) => db.exec('DROP TABLE market_trends; DROP INDEX idx_v6_1m_status'));
    expect(told(place).map((line) => line.slice(0, line.indexOf(':')))).toEqual([
      'missing table market_trends',
      'missing index idx_market_trends_symbol',
      'missing index idx_v6_1m_status',
    ]);
    expect(mend(place)).toEqual([]);
    expect(place.verify().state).toBe('up-to-date');
  });
});
