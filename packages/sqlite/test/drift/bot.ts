/*
 * What the bot's own code makes of its databases while it runs, as far as it contradicts the migrations: tables made with IF NOT EXISTS
 * in another shape, which passes in silence where the table is there, and makes that shape where it is not.
 */

/** The synchronisation's own pair of tables, without foreign keys and with indexes of other names. */
export const SYNCHRONISATION = `
  CREATE TABLE IF NOT EXISTS aggregated_trades (
    id INTEGER PRIMARY KEY AUTOINCREMENT, plugin_id TEXT NOT NULL, plugin_type TEXT NOT NULL, source_trade_id INTEGER, mt5_ticket INTEGER,
    symbol TEXT, direction TEXT, lot_size REAL, entry_time TIMESTAMP, exit_time TIMESTAMP, profit_dollars REAL, status TEXT,
    synced_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
  );
  CREATE TABLE IF NOT EXISTS sync_status (
    plugin_id TEXT PRIMARY KEY, last_synced_id INTEGER DEFAULT 0, last_sync_time TIMESTAMP, sync_count INTEGER DEFAULT 0
  );`;

/** Apart from the tables, because where those are there in an older shape, nothing else tells that this code ran. */
export const SYNCHRONISATION_INDEXES = `
  CREATE INDEX IF NOT EXISTS idx_agg_plugin_id ON aggregated_trades (plugin_id);
  CREATE INDEX IF NOT EXISTS idx_agg_entry_time ON aggregated_trades (entry_time);`;

/** The trend pulse's table, with other defaults and another type. */
export const TREND_PULSE = `
  CREATE TABLE IF NOT EXISTS market_trends (
    symbol TEXT NOT NULL, timeframe TEXT NOT NULL, bull_count INTEGER DEFAULT 0, bear_count INTEGER DEFAULT 0,
    market_state TEXT DEFAULT 'UNKNOWN', last_updated TEXT, changes TEXT DEFAULT '', PRIMARY KEY (symbol, timeframe)
  );`;

/** What the synchronisation reads and writes, whatever shape the tables have. */
export const SYNCHRONISATION_QUERIES = [
  'SELECT last_synced_id FROM sync_status WHERE plugin_id = ?',
  'INSERT INTO aggregated_trades (plugin_id, plugin_type, source_trade_id) VALUES (?, ?, ?)',
] as const;
