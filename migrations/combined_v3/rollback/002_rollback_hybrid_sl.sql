-- Rollback: 002_rollback_hybrid_sl.sql
-- Database: zepix_combined.db
-- Description: Remove hybrid SL columns

-- PRE-CHECKS
-- Ensure there is something to take back
SELECT CASE
    WHEN NOT EXISTS (SELECT 1 FROM pragma_table_info('orders') WHERE name = 'hybrid_sl_enabled')
    THEN RAISE(ABORT, 'orders has no hybrid SL columns')
END;

-- START TRANSACTION
BEGIN TRANSACTION;

-- ROLLBACK STEPS
-- The table itself stays, and with it every index, constraint, trigger, child row and the id counter.
-- Step 1: Drop the index, because a column that an index mentions cannot be dropped
DROP INDEX idx_orders_hybrid_sl;

-- Step 2: Drop the columns, newest first (SQLite 3.35 or newer)
ALTER TABLE orders DROP COLUMN order_b_ticket;
ALTER TABLE orders DROP COLUMN order_a_ticket;
ALTER TABLE orders DROP COLUMN hybrid_sl_pips;
ALTER TABLE orders DROP COLUMN hybrid_sl_enabled;

-- Step 3: Remove migration record
DELETE FROM schema_migrations WHERE version = '002';

-- VERIFY ROLLBACK
SELECT CASE
    WHEN EXISTS (
        SELECT 1 FROM pragma_table_info('orders')
        WHERE name IN ('hybrid_sl_enabled', 'hybrid_sl_pips', 'order_a_ticket', 'order_b_ticket')
    )
    THEN RAISE(ABORT, 'Rollback verification failed: column not removed')
    WHEN (
        SELECT COUNT(*) FROM pragma_index_list('orders')
        WHERE name IN ('idx_orders_plugin', 'idx_orders_ticket', 'idx_orders_status')
    ) <> 3
    THEN RAISE(ABORT, 'Rollback verification failed: an index of orders is missing')
END;

COMMIT;

-- POST-ROLLBACK CHECKS
SELECT '✅ Migration 002 rolled back successfully' AS status;
SELECT COUNT(*) AS total_orders FROM orders;
