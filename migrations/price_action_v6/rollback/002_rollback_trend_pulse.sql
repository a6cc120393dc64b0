-- Rollback: 002_rollback_trend_pulse.sql
-- Database: zepix_price_action.db
-- Description: Remove the trend pulse

-- DAILY STATISTICS
ALTER TABLE v6_daily_stats DROP COLUMN trend_pulse_updates;

-- 15M TRADES, newest column first
ALTER TABLE price_action_15m_trades DROP COLUMN pulse_alignment_ok;
ALTER TABLE price_action_15m_trades DROP COLUMN pulse_bear_count;
ALTER TABLE price_action_15m_trades DROP COLUMN pulse_bull_count;

-- MARKET TRENDS, its index goes with it
DROP TABLE market_trends;
