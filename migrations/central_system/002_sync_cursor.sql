-- Migration: 002_sync_cursor.sql
-- Database: zepix_bot.db
-- Description: Remember how far each plugin was copied, and which trade each copy came from
-- Version: 002
-- Requires: 001_initial_schema.sql
-- Author: Zepix
-- Reversible: YES

-- SYNCHRONISATION, the last id that was copied and how often copying ran
ALTER TABLE sync_status ADD COLUMN last_synced_id INTEGER DEFAULT 0;
ALTER TABLE sync_status ADD COLUMN sync_count INTEGER DEFAULT 0;

-- AGGREGATED TRADES, the id in the table of its plugin and the time of the copy
-- SQLite cannot add a column with DEFAULT CURRENT_TIMESTAMP, so whoever copies writes synced_at.
ALTER TABLE aggregated_trades ADD COLUMN source_trade_id INTEGER;
ALTER TABLE aggregated_trades ADD COLUMN synced_at TIMESTAMP;

-- Rows from before have no source and never collide, because NULL is distinct from NULL in a UNIQUE index.
-- The check is for a backfill written above it. It tells what is wrong, where the index alone would only fail.
SELECT CASE
    WHEN (
        SELECT COUNT(*)
        FROM (
            SELECT 1 FROM aggregated_trades
            WHERE source_trade_id IS NOT NULL
            GROUP BY plugin_id, source_trade_id
            HAVING COUNT(*) > 1
        )
    ) > 0
    THEN RAISE(ABORT, 'aggregated_trades holds a source trade more than once, remove the duplicates first')
END;

CREATE UNIQUE INDEX idx_agg_trades_source ON aggregated_trades (plugin_id, source_trade_id);
