/** The bot's one database of before, trading_bot.db: the ten tables as its code makes them, `trades` with its columns in the order of its ALTERs. */
export const LEGACY_TABLES = `
CREATE TABLE IF NOT EXISTS trades (
  id INTEGER PRIMARY KEY, trade_id TEXT, symbol TEXT, entry_price REAL, exit_price REAL, sl_price REAL, tp_price REAL, lot_size REAL,
  direction TEXT, strategy TEXT, pnl REAL, status TEXT, open_time DATETIME, close_time DATETIME, chain_id TEXT, chain_level INTEGER,
  is_re_entry BOOLEAN,
  order_type TEXT, profit_chain_id TEXT, profit_level INTEGER DEFAULT 0, session_id TEXT,
  commission REAL, swap REAL, comment TEXT, sl_adjusted INTEGER DEFAULT 0, original_sl_distance REAL DEFAULT 0.0, logic_type TEXT,
  base_lot_size REAL DEFAULT 0.0, final_lot_size REAL DEFAULT 0.0, base_sl_pips REAL DEFAULT 0.0, final_sl_pips REAL DEFAULT 0.0,
  lot_multiplier REAL DEFAULT 1.0, sl_multiplier REAL DEFAULT 1.0
);
CREATE TABLE IF NOT EXISTS reentry_chains (
  chain_id TEXT PRIMARY KEY, symbol TEXT, direction TEXT, original_entry REAL, original_sl_distance REAL, max_level_reached INTEGER,
  total_profit REAL, status TEXT, created_at DATETIME, completed_at DATETIME
);
CREATE TABLE IF NOT EXISTS sl_events (
  id INTEGER PRIMARY KEY, trade_id TEXT, symbol TEXT, sl_price REAL, original_entry REAL, hit_time DATETIME, recovery_attempted BOOLEAN,
  recovery_successful BOOLEAN
);
CREATE TABLE IF NOT EXISTS tp_reentry_events (
  id INTEGER PRIMARY KEY, chain_id TEXT, symbol TEXT, tp_level INTEGER, tp_price REAL, reentry_price REAL, sl_reduction_percent REAL,
  pnl REAL, timestamp DATETIME
);
CREATE TABLE IF NOT EXISTS reversal_exit_events (
  id INTEGER PRIMARY KEY, trade_id TEXT, symbol TEXT, exit_price REAL, exit_signal TEXT, pnl REAL, timestamp DATETIME
);
CREATE TABLE IF NOT EXISTS system_state (key TEXT PRIMARY KEY, value TEXT, updated_at DATETIME);
CREATE TABLE IF NOT EXISTS profit_booking_chains (
  chain_id TEXT PRIMARY KEY, symbol TEXT NOT NULL, direction TEXT NOT NULL, base_lot REAL NOT NULL, current_level INTEGER DEFAULT 0,
  total_profit REAL DEFAULT 0, status TEXT DEFAULT 'ACTIVE', created_at DATETIME DEFAULT CURRENT_TIMESTAMP,
  updated_at DATETIME DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS profit_booking_orders (
  order_id TEXT PRIMARY KEY, chain_id TEXT, level INTEGER, profit_target REAL, sl_reduction INTEGER, status TEXT,
  created_at DATETIME DEFAULT CURRENT_TIMESTAMP, FOREIGN KEY (chain_id) REFERENCES profit_booking_chains (chain_id)
);
CREATE TABLE IF NOT EXISTS profit_booking_events (
  id INTEGER PRIMARY KEY, chain_id TEXT, level INTEGER, profit_booked REAL, orders_closed INTEGER, orders_placed INTEGER,
  timestamp DATETIME DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS trading_sessions (
  session_id TEXT PRIMARY KEY, symbol TEXT NOT NULL, direction TEXT NOT NULL, entry_signal TEXT, exit_reason TEXT, start_time DATETIME NOT NULL,
  end_time DATETIME, total_pnl REAL DEFAULT 0, total_trades INTEGER DEFAULT 0, status TEXT DEFAULT 'ACTIVE', metadata TEXT
);`;
