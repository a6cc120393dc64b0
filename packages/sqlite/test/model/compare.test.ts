import { describe, expect, it } from 'vitest';
import { compareModels } from '../../src/model/index.js';
import { differences, modelOf } from './database.js';

describe('each kind of difference', () => {
  it.each<[what: string, expected: string, found: string, differences: readonly string[]]>([
    [
      'tables',
      'create table a(x, y); create table b(z)',
      'create table b(z); create table c(c1, c2, c3, c4, c5, c6, c7, c8, c9, c10)',
      ['missing table a: CREATE TABLE a (x, y) | -', 'unexpected table c: - | CREATE TABLE c (c1, c2, c3, c4, c5, c6, c7, c8, … 2 more)'],
    ],
    [
      'columns',
      "create table orders(id int, sl real not null default 0, note text default 'a  b')",
      'create table orders(id int, sl real, "trail by" int generated always as (id + 1) stored)',
      [
        'changed column orders.sl: REAL NOT NULL DEFAULT 0 | REAL',
        "missing column orders.note: TEXT DEFAULT 'a  b' | -",
        'unexpected column orders."trail by": - | INT GENERATED ALWAYS AS (id + 1) STORED',
      ],
    ],
    [
      'the order of columns',
      'create table orders(a, b, c, gone)',
      'create table orders(c, "new", a, b)',
      ['missing column orders.gone:  | -', 'unexpected column orders.new: - | ', 'changed columns of orders: a, b, c | c, a, b'],
    ],
    [
      'primary keys',
      'create table a(x integer primary key autoincrement); create table b(x, y, primary key (x, y)); create table c(x)',
      'create table a(x integer primary key); create table b(x, y, primary key (y, x)); create table c(x primary key)',
      [
        'changed primary key of a: PRIMARY KEY (x) AUTOINCREMENT | PRIMARY KEY (x)',
        'changed primary key of b: PRIMARY KEY (x, y) | PRIMARY KEY (y, x)',
        'unexpected primary key of c: - | PRIMARY KEY (x)',
      ],
    ],
    [
      'options',
      'create table a(x int) strict; create table b(x int)',
      'create table a(x int); create table b(x int) strict',
      ['missing options of a: STRICT | -', 'unexpected options of b: - | STRICT'],
    ],
    [
      'unique constraints',
      'create table orders(a, b, c, unique (a, b), unique (c))',
      'create table orders(a, b, c, unique (b, a), unique (c) on conflict replace)',
      [
        'missing unique orders(a, b): UNIQUE (a, b) | -',
        'unexpected unique orders(b, a): - | UNIQUE (b, a)',
        'changed unique orders(c): UNIQUE (c) | UNIQUE (c) ON CONFLICT REPLACE',
      ],
    ],
    [
      'checks',
      "create table orders(status check (status in ('OPEN')), lots constraint positive check (lots > 0))",
      "create table orders(status check (status in ('OPEN', 'CLOSED')), lots constraint positive check (lots >= 0))",
      [
        "missing check orders: status IN ('OPEN'): CHECK (status IN ('OPEN')) | -",
        "unexpected check orders: status IN ('OPEN', 'CLOSED'): - | CHECK (status IN ('OPEN', 'CLOSED'))",
        'changed check orders: positive: CONSTRAINT positive CHECK (lots > 0) | CONSTRAINT positive CHECK (lots >= 0)',
      ],
    ],
    [
      'foreign keys',
      'create table parents(id integer primary key, n int); create table orders(x int references parents on delete cascade, y int)',
      'create table parents(id integer primary key, n int); create table orders(x int references parents, y int references parents(n))',
      [
        'changed foreign key orders(x) → parents(id): FOREIGN KEY (x) REFERENCES parents (id) ON DELETE CASCADE | FOREIGN KEY (x) REFERENCES parents (id)',
        'unexpected foreign key orders(y) → parents(n): - | FOREIGN KEY (y) REFERENCES parents (n)',
      ],
    ],
    [
      'indexes',
      'create table t(a, b); create index i on t(a); create unique index j on t(a, b) where a > 0',
      'create table t(a, b); create index j on t(a collate nocase, lower(b) desc); create index k on t(b)',
      [
        'missing index i: CREATE INDEX i ON t (a) | -',
        'changed index j: CREATE UNIQUE INDEX j ON t (a, b) WHERE a > 0 | CREATE INDEX j ON t (a COLLATE NOCASE, (lower(b)) DESC)',
        'unexpected index k: - | CREATE INDEX k ON t (b)',
      ],
    ],
    [
      'triggers and views',
      'create table t(a); create trigger tr after insert on t begin select 1; end; create view v as select a from t',
      'create table t(a); create trigger tr before insert on t begin select 1; end; create view v(x) as select a from t; create view w as select 1',
      [
        'changed trigger tr: CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END | CREATE TRIGGER tr BEFORE INSERT ON t BEGIN SELECT 1; END',
        'changed view v: CREATE VIEW v AS SELECT a FROM t | CREATE VIEW v(x) AS SELECT a FROM t',
        'unexpected view w: - | CREATE VIEW w AS SELECT 1',
      ],
    ],
    [
      'virtual tables',
      'create virtual table f using fts5(a, b); create table g(a)',
      'create virtual table f using fts5(a); create virtual table g using fts5(a)',
      [
        'changed table f: CREATE VIRTUAL TABLE f USING fts5(a, b) | CREATE VIRTUAL TABLE f USING fts5(a)',
        'changed table g: CREATE TABLE g (a) | CREATE VIRTUAL TABLE g USING fts5(a)',
      ],
    ],
    [
      'a table whose text cannot be read',
      'create table t(a int references t on insert cascade)',
      'create table t(a int references t on insert restrict)',
      ['changed table t: CREATE TABLE t(a int REFERENCES t ON INSERT CASCADE) | CREATE TABLE t(a int REFERENCES t ON INSERT RESTRICT)'],
    ],
    [
      'equal keys, one of them twice',
      'create table t(a references t(a) on delete cascade references t(a) on delete set null)',
      'create table t(a references t(a) on delete cascade)',
      ['missing foreign key t(a) → t(a): FOREIGN KEY (a) REFERENCES t (a) ON DELETE SET NULL | -'],
    ],
  ])('%s', (_, expected, found, told) => {
    expect(differences(expected, found)).toEqual(told);
  });

  it('shortens a long check in its name only', () => {
    const long = `a IN (${Array.from({ length: 40 }, (_, n) => n).join(', ')})`;
    const [difference] = compareModels(modelOf(`create table t(a check (${long}))`), modelOf('create table t(a)'));
    expect(difference?.object).toMatch(/^check t: a IN \(0, 1, 2.{30,50} …$/);
    expect(difference?.expected).toBe(`CHECK (${long})`);
  });
});

describe("what the trading bot's own code makes of the shipped design", () => {
  const registry = 'create table plugins_registry(plugin_id TEXT PRIMARY KEY, name TEXT NOT NULL);';

  it('tells how aggregated_trades was changed', () => {
    const shipped = `${registry} CREATE TABLE aggregated_trades (id INTEGER PRIMARY KEY AUTOINCREMENT, plugin_id TEXT NOT NULL, plugin_type TEXT,
      mt5_ticket INTEGER, symbol TEXT, direction TEXT, lot_size REAL, entry_time TIMESTAMP, exit_time TIMESTAMP, profit_dollars REAL,
      status TEXT, FOREIGN KEY (plugin_id) REFERENCES plugins_registry(plugin_id));
      CREATE INDEX idx_agg_trades_plugin ON aggregated_trades(plugin_id); CREATE INDEX idx_agg_trades_time ON aggregated_trades(entry_time);`;
    const made = `${registry} CREATE TABLE IF NOT EXISTS aggregated_trades (id INTEGER PRIMARY KEY AUTOINCREMENT, plugin_id TEXT NOT NULL,
      plugin_type TEXT NOT NULL, source_trade_id INTEGER, mt5_ticket INTEGER, symbol TEXT, direction TEXT, lot_size REAL,
      entry_time TIMESTAMP, exit_time TIMESTAMP, profit_dollars REAL, status TEXT, synced_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
      CREATE INDEX IF NOT EXISTS idx_agg_plugin_id ON aggregated_trades(plugin_id);
      CREATE INDEX IF NOT EXISTS idx_agg_entry_time ON aggregated_trades(entry_time);`;
    expect(differences(shipped, made)).toEqual([
      'changed column aggregated_trades.plugin_type: TEXT | TEXT NOT NULL',
      'unexpected column aggregated_trades.source_trade_id: - | INTEGER',
      'unexpected column aggregated_trades.synced_at: - | TIMESTAMP DEFAULT CURRENT_TIMESTAMP',
      'missing foreign key aggregated_trades(plugin_id) → plugins_registry(plugin_id): ' +
        'FOREIGN KEY (plugin_id) REFERENCES plugins_registry (plugin_id) | -',
      'unexpected index idx_agg_entry_time: - | CREATE INDEX idx_agg_entry_time ON aggregated_trades (entry_time)',
      'unexpected index idx_agg_plugin_id: - | CREATE INDEX idx_agg_plugin_id ON aggregated_trades (plugin_id)',
      'missing index idx_agg_trades_plugin: CREATE INDEX idx_agg_trades_plugin ON aggregated_trades (plugin_id) | -',
      'missing index idx_agg_trades_time: CREATE INDEX idx_agg_trades_time ON aggregated_trades (entry_time) | -',
    ]);
  });

  it('tells how sync_status was changed', () => {
    const shipped = `${registry} CREATE TABLE sync_status (plugin_id TEXT PRIMARY KEY, last_sync_time TIMESTAMP, last_sync_success BOOLEAN,
      records_synced INTEGER DEFAULT 0, error_message TEXT, FOREIGN KEY (plugin_id) REFERENCES plugins_registry(plugin_id));`;
    const made = `${registry} CREATE TABLE sync_status (plugin_id TEXT PRIMARY KEY, last_synced_id INTEGER DEFAULT 0, last_sync_time TIMESTAMP,
      sync_count INTEGER DEFAULT 0);`;
    expect(differences(shipped, made)).toEqual([
      'missing column sync_status.last_sync_success: BOOLEAN | -',
      'missing column sync_status.records_synced: INTEGER DEFAULT 0 | -',
      'missing column sync_status.error_message: TEXT | -',
      'unexpected column sync_status.last_synced_id: - | INTEGER DEFAULT 0',
      'unexpected column sync_status.sync_count: - | INTEGER DEFAULT 0',
      'missing foreign key sync_status(plugin_id) → plugins_registry(plugin_id): ' +
        'FOREIGN KEY (plugin_id) REFERENCES plugins_registry (plugin_id) | -',
    ]);
  });

  it('tells how market_trends was changed', () => {
    const shipped = `CREATE TABLE market_trends (symbol TEXT NOT NULL, timeframe TEXT NOT NULL, bull_count INTEGER DEFAULT 0,
      bear_count INTEGER DEFAULT 0, market_state TEXT, last_updated TIMESTAMP DEFAULT CURRENT_TIMESTAMP, changes TEXT,
      PRIMARY KEY (symbol, timeframe)); CREATE INDEX idx_market_trends_symbol ON market_trends(symbol);`;
    const made = `CREATE TABLE IF NOT EXISTS market_trends (symbol TEXT NOT NULL, timeframe TEXT NOT NULL, bull_count INTEGER DEFAULT 0,
      bear_count INTEGER DEFAULT 0, market_state TEXT DEFAULT 'UNKNOWN', last_updated TEXT, changes TEXT DEFAULT '',
      PRIMARY KEY (symbol, timeframe));`;
    expect(differences(shipped, made)).toEqual([
      "changed column market_trends.market_state: TEXT | TEXT DEFAULT 'UNKNOWN'",
      'changed column market_trends.last_updated: TIMESTAMP DEFAULT CURRENT_TIMESTAMP | TEXT',
      "changed column market_trends.changes: TEXT | TEXT DEFAULT ''",
      'missing index idx_market_trends_symbol: CREATE INDEX idx_market_trends_symbol ON market_trends (symbol) | -',
    ]);
  });
});
