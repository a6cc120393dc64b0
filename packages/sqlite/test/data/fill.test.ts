import { createHash } from 'node:crypto';
import { fillCentral, fillCombined, fillLegacy, fillPriceAction, openDatabase, temporaryFolder } from '@zepix/testkit';
import type { FillOptions, Filled } from '@zepix/testkit';
import type Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { introspect } from '../../src/model/index.js';
import { zepixDatabase } from '../engine/workplace.js';

type Fill = (db: Database.Database, options: FillOptions) => Filled;
type Folder = Parameters<typeof zepixDatabase>[0];

const DATABASES = [
  { folder: 'combined_v3', fill: fillCombined, versions: ['001', '002', '003', '004'] },
  { folder: 'price_action_v6', fill: fillPriceAction, versions: ['001', '002', '003'] },
  { folder: 'central_system', fill: fillCentral, versions: ['001', '002'] },
] as const satisfies readonly { readonly folder: Folder; readonly fill: Fill; readonly versions: readonly string[] }[];

/** A migrated database, open until the test ends. */
async function migrated(folder: Folder, version?: string): Promise<Database.Database> {
  const place = zepixDatabase(folder);
  await place.up(version);
  const db = openDatabase(place.file);
  onTestFinished(() => {
    db.close();
  });
  return db;
}

function legacy(): Database.Database {
  return openDatabase(temporaryFolder(onTestFinished).file('trading_bot.db'));
}

const isLedger = (name: string): boolean => name.startsWith('schema_migrations') || name.startsWith('_zepix_');

/** Every row of every table of the application, integers without loss. */
function content(db: Database.Database): string {
  const hash = createHash('sha256');
  for (const { name } of introspect(db, isLedger).tables) {
    // What SQLite itself put in by default depends on when the test runs.
    const columns = (db.pragma(`table_info(${name})`) as { name: string; dflt_value: string | null }[])
      .filter(
        (column) =>
          !(
            column.dflt_value?.startsWith('CURRENT') && ['installed_date', 'last_updated', 'updated_at', 'created_at'].includes(column.name)
          ),
      )
      .map((column) => `quote("${column.name}")`);
    const rows = db
      .prepare(`SELECT ${columns.join(" || ',' || ")} FROM "${name}" ORDER BY rowid`)
      .pluck()
      .all() as string[];
    hash.update(`${name}: ${rows.join('\n')}\n`);
  }
  return hash.digest('hex');
}

const one = (db: Database.Database, sql: string): unknown => db.prepare(sql).pluck().get();

describe.each(DATABASES)('$folder', ({ folder, fill, versions }) => {
  it.each(versions)('is filled at version %s, with foreign keys that hold', async (version) => {
    const db = await migrated(folder, version);
    db.pragma('foreign_keys = ON');
    const filled = fill(db, { trades: 100, seed: 3 });
    expect(Object.keys(filled).length).toBeGreaterThan(3);
    for (const [table, rows] of Object.entries(filled)) expect(one(db, `SELECT count(*) FROM ${table}`)).toBeGreaterThanOrEqual(rows);
    expect(db.pragma('foreign_key_check')).toEqual([]);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  });

  it('is the same for the same seed, and another for another', async () => {
    const filled = async (seed: number): Promise<string> => {
      const db = await migrated(folder);
      fill(db, { trades: 60, seed });
      return content(db);
    };
    expect(await filled(1)).toBe(await filled(1));
    expect(await filled(1)).not.toBe(await filled(2));
  });

  it('is filled again behind what is there', async () => {
    const db = await migrated(folder);
    fill(db, { trades: 120, seed: 1 });
    const again = fill(db, { trades: 80, seed: 2 });
    expect(Object.values(again).every((rows) => rows > 0)).toBe(true);
  });

  it('leaves every table with rows, and every value that a CHECK names', async () => {
    const db = await migrated(folder);
    fill(db, { trades: 300 });
    for (const { name, checks } of introspect(db, isLedger).tables) {
      expect(one(db, `SELECT count(*) FROM ${name}`), name).toBeGreaterThan(0);
      for (const { expression } of checks) {
        const [, column = '', list = ''] = /^(\w+) IN \((.*)\)$/.exec(expression) ?? [];
        const wanted = column === '' ? '0,1,2,3,4,5,6,7,8,9' : list.replaceAll("'", '').replaceAll(' ', '');
        const found = one(db, `SELECT group_concat(DISTINCT ${column || 'consensus_score'}) FROM ${name}`) as string;
        expect(found.split(',').toSorted(), `${name}: ${expression}`).toEqual(wanted.split(',').toSorted());
      }
    }
  });

  it('has nothing for nobody', async () => {
    const db = await migrated(folder);
    expect(fill(db, { trades: 0 })['combined_v3_trades']).toBeUndefined();
  });
});

describe('what rows look like', () => {
  it('counts trades as asked, a fifth of them open, and two orders for each', async () => {
    const db = await migrated('combined_v3');
    const filled = fillCombined(db, { trades: 500 });
    expect(filled).toMatchObject({ combined_v3_trades: 500, orders: 1000, v3_signals_log: 750, v3_reentry_chains: 100 });
    expect(one(db, "SELECT count(*) FROM combined_v3_trades WHERE status = 'OPEN'")).toBe(100);
    expect(fillCentral(await migrated('central_system'), { trades: 70 })).toMatchObject({ aggregated_trades: 70, system_events: 7 });
    const four = fillPriceAction(await migrated('price_action_v6'), { trades: 41 });
    expect(four).toMatchObject({ price_action_1m_trades: 11, price_action_5m_trades: 10, price_action_1h_trades: 10, v6_signals_log: 41 });
  });

  const OCCURRING = [
    ['times as the bot writes them', "entry_time GLOB '????-??-??T??:??:??.??????'"],
    ['times without microseconds', "length(entry_time) = 19 AND entry_time GLOB '*T*'"],
    ['tickets that no double can hold', 'order_a_ticket > 9007199254740992'],
    ['tickets that are missing', 'order_a_ticket IS NULL'],
    ['closed trades without a profit', "status = 'CLOSED' AND total_profit_dollars IS NULL"],
    ['losses in pips', 'total_profit_pips < 0'],
    ['flags as numbers', "typeof(trend_bypass_used) = 'integer'"],
    ['flags as text', "trend_bypass_used = 'true' OR is_entry_v3_signal = 'true'"],
    ['emoji in notes', "notes LIKE '%🎯%'"],
    ['single quotes in notes', "notes LIKE '%''%'"],
    ['double quotes in notes', `notes LIKE '%"%'`],
    ['several lines in notes', "notes LIKE '%' || char(10) || '%'"],
    ['ids with gaps', 'NOT EXISTS (SELECT 1 FROM combined_v3_trades AS next WHERE next.id = combined_v3_trades.id + 1)'],
  ] as const;

  it('has all that makes real rows hard', async () => {
    const db = await migrated('combined_v3');
    fillCombined(db, { trades: 600 });
    for (const [what, condition] of OCCURRING)
      expect(one(db, `SELECT count(*) FROM combined_v3_trades WHERE ${condition}`), what).toBeGreaterThan(1);
  });

  it('varies in case, and repeats tickets, where nothing forbids it', async () => {
    const db = await migrated('combined_v3');
    fillCombined(db, { trades: 300 });
    expect(one(db, 'SELECT count(DISTINCT status) FROM orders')).toBe(6);
    expect(one(db, 'SELECT count(*) - count(DISTINCT ticket) FROM orders')).toBeGreaterThan(0);
    expect(one(db, "SELECT count(*) FROM v3_signals_log WHERE json_extract(signal_json, '$.order.price') > 0")).toBeGreaterThan(300);
  });
});

describe('the legacy database', () => {
  it('has the ten tables, 33 columns of trades, and rows in each', () => {
    const db = legacy();
    fillLegacy(db, { trades: 56 });
    const { tables } = introspect(db, () => false);
    expect(tables).toHaveLength(10);
    expect(tables.find(({ name }) => name === 'trades')?.columns).toHaveLength(33);
    for (const { name } of tables) expect(one(db, `SELECT count(*) FROM ${name}`), name).toBeGreaterThan(0);
    expect(db.pragma('foreign_key_check')).toEqual([]);
  });

  it('has rows like the real one', () => {
    const db = legacy();
    expect(fillLegacy(db, { trades: 56 })).toMatchObject({ trades: 56 });
    const count = (condition: string): unknown => one(db, `SELECT count(*) FROM trades WHERE ${condition}`);
    expect(count("status = 'open'")).toBe(12);
    expect(count("direction IN ('BUY', 'SELL')")).toBe(5);
    expect(count('trade_id IS NULL')).toBe(5);
    expect(one(db, 'SELECT count(*) FROM (SELECT 1 FROM trades GROUP BY trade_id HAVING count(trade_id) = 2)')).toBe(6);
    expect(count('order_type IS NULL')).toBe(6);
    expect(count("order_type = 'TP_TRAIL'")).toBe(8);
    expect(count("strategy = 'ZepixPremium'")).toBe(50);
    expect(count("logic_type = ''")).toBe(51);
  });

  it('is the same for the same seed, and can be filled again', () => {
    const filled = (seed: number): Database.Database => {
      const db = legacy();
      fillLegacy(db, { trades: 100, seed });
      return db;
    };
    expect(content(filled(1))).toBe(content(filled(1)));
    expect(content(filled(1))).not.toBe(content(filled(2)));
    expect(fillLegacy(filled(3), { trades: 50, seed: 4 })).toMatchObject({ trades: 50 });
  });
});
