-- Rollback: 002_rollback_sync_cursor.sql
-- Database: zepix_bot.db
-- Description: Remove the synchronisation cursor

-- AGGREGATED TRADES, the index first, because a column that it mentions cannot be dropped
DROP INDEX idx_agg_trades_source;
ALTER TABLE aggregated_trades DROP COLUMN synced_at;
ALTER TABLE aggregated_trades DROP COLUMN source_trade_id;

-- SYNCHRONISATION
ALTER TABLE sync_status DROP COLUMN sync_count;
ALTER TABLE sync_status DROP COLUMN last_synced_id;
