-- Rollback: 002_rollback_hybrid_sl.sql
-- Database: zepix_combined.db
-- Description: Remove hybrid SL columns

BEGIN TRANSACTION;

-- BACKUP DATA (if needed)
CREATE TABLE IF NOT EXISTS orders_backup_002 AS
SELECT * FROM orders;

-- REMOVE COLUMNS (SQLite limitation workaround)
-- SQLite doesn't support DROP COLUMN, so we recreate the table

-- Step 1: Create new table without hybrid SL columns
CREATE TABLE orders_new (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    plugin_id TEXT NOT NULL,
    ticket INTEGER NOT NULL,
    symbol TEXT NOT NULL,
    order_type TEXT NOT NULL,
    lots REAL NOT NULL,
    entry_price REAL NOT NULL,
    sl REAL,
    tp REAL,
    status TEXT DEFAULT 'OPEN',
    opened_at DATETIME DEFAULT CURRENT_TIMESTAMP,
    closed_at DATETIME,
    profit REAL,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP
    -- Note: hybrid_sl columns removed
);

-- Step 2: Copy data (excluding hybrid SL columns)
INSERT INTO orders_new (
    id, plugin_id, ticket, symbol, order_type, lots, 
    entry_price, sl, tp, status, opened_at, closed_at, profit, created_at
)
SELECT 
    id, plugin_id, ticket, symbol, order_type, lots,
    entry_price, sl, tp, status, opened_at, closed_at, profit, created_at
FROM orders;

-- Step 3: Drop old table
DROP TABLE orders;

-- Step 4: Rename new table
ALTER TABLE orders_new RENAME TO orders;

-- Step 5: Recreate indexes (without hybrid SL index)
CREATE INDEX idx_orders_plugin ON orders(plugin_id);
CREATE INDEX idx_orders_ticket ON orders(ticket);
CREATE INDEX idx_orders_status ON orders(status);

-- Step 6: Remove migration record
DELETE FROM schema_migrations WHERE version = '002';

COMMIT;

SELECT '✅ Migration 002 rolled back successfully' AS status;
