/** The bot's file of before, by age: `trades` as it was first made, and its columns in the order of the ALTERs that followed. */
export const TRADES_17 = `CREATE TABLE trades (
  id INTEGER PRIMARY KEY, trade_id TEXT, symbol TEXT, entry_price REAL, exit_price REAL, sl_price REAL, tp_price REAL, lot_size REAL,
  direction TEXT, strategy TEXT, pnl REAL, status TEXT, open_time DATETIME, close_time DATETIME, chain_id TEXT, chain_level INTEGER,
  is_re_entry BOOLEAN
);
`;

const ADDED = [
  'order_type TEXT',
  'profit_chain_id TEXT',
  'profit_level INTEGER DEFAULT 0',
  'session_id TEXT',
  'commission REAL',
  'swap REAL',
  'comment TEXT',
  'sl_adjusted INTEGER DEFAULT 0',
  'original_sl_distance REAL DEFAULT 0.0',
  'logic_type TEXT',
  'base_lot_size REAL DEFAULT 0.0',
  'final_lot_size REAL DEFAULT 0.0',
  'base_sl_pips REAL DEFAULT 0.0',
  'final_sl_pips REAL DEFAULT 0.0',
  'lot_multiplier REAL DEFAULT 1.0',
  'sl_multiplier REAL DEFAULT 1.0',
];
export const ALTERS = ADDED.map((column) => `ALTER TABLE trades ADD COLUMN ${column};\n`).join('');
const DROPS = ADDED.toReversed()
  .map((column) => `ALTER TABLE trades DROP COLUMN ${column.split(' ')[0] ?? ''};\n`)
  .join('');

export const ROWS = `INSERT INTO trades (trade_id, symbol, direction, status, open_time) VALUES
  (NULL, 'EURUSD', 'buy', 'open', '2025-11-20T09:00:00.123456'), ('T1', 'GBPUSD', 'SELL', 'closed', '2025-11-21T09:00:00.654321');
`;

/** The migrations that lead there, and one further. */
export const LEGACY_MIGRATIONS = {
  '001_trades.sql': TRADES_17,
  '002_columns.sql': ALTERS,
  '003_indexes.sql': 'CREATE INDEX idx_trades_symbol ON trades (symbol);\nCREATE INDEX idx_trades_status ON trades (status, close_time);\n',
  'rollback/001_rollback_trades.sql': 'DROP TABLE trades;\n',
  'rollback/002_rollback_columns.sql': DROPS,
  'rollback/003_rollback_indexes.sql': 'DROP INDEX idx_trades_status;\nDROP INDEX idx_trades_symbol;\n',
};
