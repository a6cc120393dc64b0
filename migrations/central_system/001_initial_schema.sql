-- Migration: 001_initial_schema.sql
-- Database: zepix_bot.db
-- Description: Plugin registry, aggregated trades, configuration, events and synchronisation state
-- Version: 001
-- Author: Zepix
-- Reversible: YES

-- PLUGINS
CREATE TABLE plugins_registry (
    plugin_id       TEXT       PRIMARY KEY,
    name            TEXT       NOT NULL,
    plugin_type     TEXT       CHECK (plugin_type IN ('V3_COMBINED', 'V6_PRICE_ACTION')),
    version         TEXT       NOT NULL,
    enabled         BOOLEAN    DEFAULT 1,
    installed_date  TIMESTAMP  DEFAULT CURRENT_TIMESTAMP,
    last_active     TIMESTAMP,
    database_path   TEXT,
    status          TEXT       CHECK (status IN ('ACTIVE', 'DISABLED', 'ERROR')),
    error_message   TEXT
);

-- The columns are named, so that a column added later cannot break or shift these rows.
INSERT INTO plugins_registry (plugin_id, name, plugin_type, version, enabled, database_path, status)
VALUES
    ('combined_v3',      'V3 Combined Logic', 'V3_COMBINED',     '1.0.0', 1, 'data/zepix_combined.db',     'ACTIVE'),
    ('price_action_1m',  'V6 1M Scalping',    'V6_PRICE_ACTION', '1.0.0', 1, 'data/zepix_price_action.db', 'ACTIVE'),
    ('price_action_5m',  'V6 5M Momentum',    'V6_PRICE_ACTION', '1.0.0', 1, 'data/zepix_price_action.db', 'ACTIVE'),
    ('price_action_15m', 'V6 15M Intraday',   'V6_PRICE_ACTION', '1.0.0', 1, 'data/zepix_price_action.db', 'ACTIVE'),
    ('price_action_1h',  'V6 1H Swing',       'V6_PRICE_ACTION', '1.0.0', 1, 'data/zepix_price_action.db', 'ACTIVE');

-- AGGREGATED TRADES, copied here from the databases of the plugins
CREATE TABLE aggregated_trades (
    id              INTEGER    PRIMARY KEY AUTOINCREMENT,
    plugin_id       TEXT       NOT NULL REFERENCES plugins_registry (plugin_id),
    plugin_type     TEXT,
    mt5_ticket      INTEGER,
    symbol          TEXT,
    direction       TEXT,
    lot_size        REAL,
    entry_time      TIMESTAMP,
    exit_time       TIMESTAMP,
    profit_dollars  REAL,
    status          TEXT
);

CREATE INDEX idx_agg_trades_plugin ON aggregated_trades (plugin_id);
CREATE INDEX idx_agg_trades_time   ON aggregated_trades (entry_time);

-- CONFIGURATION
CREATE TABLE system_config (
    key           TEXT       PRIMARY KEY,
    value         TEXT,
    last_updated  TIMESTAMP  DEFAULT CURRENT_TIMESTAMP
);

INSERT INTO system_config (key, value)
VALUES
    ('bot_version',  '3.0.0'),
    ('architecture', 'dual_core_v3_v6'),
    ('v3_enabled',   'true'),
    ('v6_enabled',   'true');

-- EVENTS
CREATE TABLE system_events (
    id           INTEGER    PRIMARY KEY AUTOINCREMENT,
    event_time   TIMESTAMP  DEFAULT CURRENT_TIMESTAMP,
    event_type   TEXT       NOT NULL,
    plugin_id    TEXT,
    description  TEXT,
    severity     TEXT       CHECK (severity IN ('INFO', 'WARNING', 'ERROR', 'CRITICAL'))
);

-- SYNCHRONISATION, one row for each plugin
CREATE TABLE sync_status (
    plugin_id          TEXT       PRIMARY KEY REFERENCES plugins_registry (plugin_id),
    last_sync_time     TIMESTAMP,
    last_sync_success  BOOLEAN,
    records_synced     INTEGER    DEFAULT 0,
    error_message      TEXT
);
