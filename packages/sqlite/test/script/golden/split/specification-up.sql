-- Migration: 002_add_hybrid_sl.sql
-- Database: zepix_combined.db
-- Applied: 2026-01-12
-- Description: Add hybrid SL columns to orders table

-- MIGRATION METADATA
-- Version: 002
-- Requires: 001_initial_schema.sql
-- Author: System
-- Reversible: YES

-- PRE-CHECKS
-- Ensure table exists
SELECT CASE 
    WHEN NOT EXISTS (SELECT 1 FROM sqlite_master WHERE type='table' AND name='orders')
    THEN RAISE(ABORT, 'orders table does not exist')
END;

-- START TRANSACTION
BEGIN TRANSACTION;

-- MIGRATION STEPS
ALTER TABLE orders ADD COLUMN hybrid_sl_enabled BOOLEAN DEFAULT FALSE;
ALTER TABLE orders ADD COLUMN hybrid_sl_pips REAL DEFAULT 0;
ALTER TABLE orders ADD COLUMN order_a_ticket INTEGER;
ALTER TABLE orders ADD COLUMN order_b_ticket INTEGER;

-- CREATE INDEX for performance
CREATE INDEX IF NOT EXISTS idx_orders_hybrid_sl 
ON orders(hybrid_sl_enabled) 
WHERE hybrid_sl_enabled = TRUE;

-- UPDATE SCHEMA VERSION
INSERT INTO schema_migrations (version, applied_at, description)
VALUES ('002', CURRENT_TIMESTAMP, 'Add hybrid SL columns');

-- VERIFY MIGRATION
SELECT CASE
    WHEN NOT EXISTS (
        SELECT 1 FROM pragma_table_info('orders') 
        WHERE name = 'hybrid_sl_enabled'
    )
    THEN RAISE(ABORT, 'Migration verification failed: column not created')
END;

COMMIT;

-- POST-MIGRATION CHECKS
SELECT '✅ Migration 002 applied successfully' AS status;
SELECT COUNT(*) AS total_orders FROM orders;
