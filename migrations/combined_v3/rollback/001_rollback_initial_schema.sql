-- Rollback: 001_rollback_initial_schema.sql
-- Database: zepix_combined.db
-- Description: Remove the V3 Combined Logic tables

-- A chain that points to a trade would be left without it.
-- assert: v3_reentry_chains must be gone, take back 003 first
SELECT NOT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'v3_reentry_chains');

-- Children first. The indexes go with their tables.
DROP TABLE v3_daily_stats;
DROP TABLE v3_signals_log;
DROP TABLE v3_profit_bookings;
DROP TABLE combined_v3_trades;
DROP TABLE orders;
