-- Rollback: 001_rollback_initial_schema.sql
-- Database: zepix_price_action.db
-- Description: Remove the V6 Price Action tables

-- No table points to another. The indexes go with their tables.
DROP TABLE v6_daily_stats;
DROP TABLE v6_signals_log;
DROP TABLE price_action_1h_trades;
DROP TABLE price_action_15m_trades;
DROP TABLE price_action_5m_trades;
DROP TABLE price_action_1m_trades;
