-- Migration: 003_reentry_system.sql
-- Database: zepix_price_action.db
-- Description: V6.0 to V6.1, re-entry chains and profit bookings
-- Version: 003
-- Requires: 002_add_trend_pulse.sql
-- Author: Zepix
-- Reversible: YES

-- RE-ENTRY CHAINS, one row for a trade and all entries that followed it
-- original_trade_id points into one of the four trade tables, chosen by plugin_id, so it can have no foreign key.
CREATE TABLE v6_reentry_chains (
    id                       INTEGER    PRIMARY KEY AUTOINCREMENT,
    chain_id                 TEXT       UNIQUE NOT NULL,
    plugin_id                TEXT       NOT NULL,

    symbol                   TEXT       NOT NULL,
    direction                TEXT       CHECK (direction IN ('BUY', 'SELL')),
    timeframe                TEXT,
    original_trade_id        INTEGER,
    original_entry_price     REAL,
    original_entry_time      TIMESTAMP,

    status                   TEXT       CHECK (status IN ('ACTIVE', 'RECOVERY_MODE', 'STOPPED', 'COMPLETED')) DEFAULT 'ACTIVE',
    current_level            INTEGER    DEFAULT 0,
    max_level                INTEGER    DEFAULT 3,
    reentry_type             TEXT       CHECK (reentry_type IN ('SL_HUNT', 'TP_CONTINUATION', 'EXIT_CONTINUATION')),

    -- Recovery
    last_sl_price            REAL,
    last_tp_price            REAL,
    recovery_threshold       REAL       DEFAULT 0.70,
    recovery_window_minutes  INTEGER    DEFAULT 30,

    -- The trend pulse of the higher timeframe when the chain began
    higher_tf                TEXT,
    higher_tf_bull_count     INTEGER,
    higher_tf_bear_count     INTEGER,
    higher_tf_aligned        BOOLEAN,

    total_entries            INTEGER    DEFAULT 1,
    total_profit_dollars     REAL       DEFAULT 0,
    total_loss_dollars       REAL       DEFAULT 0,

    created_at               TIMESTAMP  DEFAULT CURRENT_TIMESTAMP,
    updated_at               TIMESTAMP  DEFAULT CURRENT_TIMESTAMP,
    completed_at             TIMESTAMP,
    stop_reason              TEXT,
    metadata_json            TEXT
);

CREATE INDEX idx_v6_reentry_chains_status    ON v6_reentry_chains (status);
CREATE INDEX idx_v6_reentry_chains_symbol    ON v6_reentry_chains (symbol);
CREATE INDEX idx_v6_reentry_chains_plugin_id ON v6_reentry_chains (plugin_id);
CREATE INDEX idx_v6_reentry_chains_timeframe ON v6_reentry_chains (timeframe);

-- PROFIT BOOKINGS, one row for each part of a trade that was closed
-- trade_id points into one of the four trade tables, chosen by plugin_id.
CREATE TABLE v6_profit_bookings (
    id                    INTEGER    PRIMARY KEY AUTOINCREMENT,
    trade_id              INTEGER    NOT NULL,
    plugin_id             TEXT       NOT NULL,
    chain_id              TEXT,
    order_type            TEXT       CHECK (order_type IN ('ORDER_A', 'ORDER_B')),
    booking_time          TIMESTAMP  DEFAULT CURRENT_TIMESTAMP,
    closed_percentage     REAL       NOT NULL,
    closed_volume         REAL       NOT NULL,
    profit_pips           REAL,
    profit_dollars        REAL,
    reason                TEXT,
    higher_tf_bull_count  INTEGER,
    higher_tf_bear_count  INTEGER,
    trend_aligned         BOOLEAN
);

CREATE INDEX idx_v6_profit_bookings_plugin_id ON v6_profit_bookings (plugin_id);
CREATE INDEX idx_v6_profit_bookings_chain_id  ON v6_profit_bookings (chain_id);
