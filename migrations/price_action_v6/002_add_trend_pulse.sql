-- Migration: 002_add_trend_pulse.sql
-- Database: zepix_price_action.db
-- Description: Add the trend pulse, its state and its mark on 15M trades and daily statistics
-- Version: 002
-- Requires: 001_initial_schema.sql
-- Author: Zepix
-- Reversible: YES

-- MARKET TRENDS, the pulse of each symbol and timeframe as it stands now, shared by the four plugins
CREATE TABLE market_trends (
    symbol        TEXT       NOT NULL,
    timeframe     TEXT       NOT NULL,
    bull_count    INTEGER    DEFAULT 0,
    bear_count    INTEGER    DEFAULT 0,
    market_state  TEXT,
    last_updated  TIMESTAMP  DEFAULT CURRENT_TIMESTAMP,
    changes       TEXT,
    PRIMARY KEY (symbol, timeframe)
);

CREATE INDEX idx_market_trends_symbol ON market_trends (symbol);

-- 15M TRADES, the pulse at entry (NULL in the trades from before)
ALTER TABLE price_action_15m_trades ADD COLUMN pulse_bull_count INTEGER;
ALTER TABLE price_action_15m_trades ADD COLUMN pulse_bear_count INTEGER;
ALTER TABLE price_action_15m_trades ADD COLUMN pulse_alignment_ok BOOLEAN;

-- DAILY STATISTICS
ALTER TABLE v6_daily_stats ADD COLUMN trend_pulse_updates INTEGER DEFAULT 0;
