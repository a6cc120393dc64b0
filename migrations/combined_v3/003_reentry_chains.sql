-- Migration: 003_reentry_chains.sql
-- Database: zepix_combined.db
-- Description: V3 to V3.1, re-entry chains
-- Version: 003
-- Requires: 001_initial_schema.sql
-- Author: Zepix
-- Reversible: YES

-- SQLite would accept a reference to a table that is not there, and refuse the first row.
-- assert: combined_v3_trades must exist
SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'combined_v3_trades');

-- RE-ENTRY CHAINS, one row for a trade and all entries that followed it
CREATE TABLE v3_reentry_chains (
    id                       INTEGER    PRIMARY KEY AUTOINCREMENT,
    chain_id                 TEXT       UNIQUE NOT NULL,
    plugin_id                TEXT       NOT NULL DEFAULT 'combined_v3',

    symbol                   TEXT       NOT NULL,
    direction                TEXT       CHECK (direction IN ('BUY', 'SELL')),
    original_trade_id        INTEGER    REFERENCES combined_v3_trades (id),
    original_entry_price     REAL,
    original_entry_time      TIMESTAMP,

    status                   TEXT       CHECK (status IN ('ACTIVE', 'RECOVERY_MODE', 'STOPPED', 'COMPLETED')) DEFAULT 'ACTIVE',
    current_level            INTEGER    DEFAULT 0,
    max_level                INTEGER    DEFAULT 5,
    reentry_type             TEXT       CHECK (reentry_type IN ('SL_HUNT', 'TP_CONTINUATION', 'EXIT_CONTINUATION')),

    -- Recovery
    last_sl_price            REAL,
    last_tp_price            REAL,
    recovery_threshold       REAL       DEFAULT 0.70,
    recovery_window_minutes  INTEGER    DEFAULT 30,

    total_entries            INTEGER    DEFAULT 1,
    total_profit_dollars     REAL       DEFAULT 0,
    total_loss_dollars       REAL       DEFAULT 0,

    created_at               TIMESTAMP  DEFAULT CURRENT_TIMESTAMP,
    updated_at               TIMESTAMP  DEFAULT CURRENT_TIMESTAMP,
    completed_at             TIMESTAMP,
    stop_reason              TEXT,
    metadata_json            TEXT
);

CREATE INDEX idx_v3_reentry_chains_status    ON v3_reentry_chains (status);
CREATE INDEX idx_v3_reentry_chains_symbol    ON v3_reentry_chains (symbol);
CREATE INDEX idx_v3_reentry_chains_plugin_id ON v3_reentry_chains (plugin_id);
