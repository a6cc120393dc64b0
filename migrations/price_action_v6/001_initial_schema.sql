-- Migration: 001_initial_schema.sql
-- Database: zepix_price_action.db
-- Description: Trades of the four timeframes, signals and daily statistics of V6 Price Action
-- Version: 001
-- Author: Zepix
-- Reversible: YES

-- 1M SCALPING, Order B only
CREATE TABLE price_action_1m_trades (
    id                  INTEGER    PRIMARY KEY AUTOINCREMENT,
    order_b_ticket      INTEGER    UNIQUE,

    symbol              TEXT       NOT NULL,
    direction           TEXT       CHECK (direction IN ('BUY', 'SELL')),
    lot_size            REAL       NOT NULL,
    entry_price         REAL       NOT NULL,
    sl_price            REAL,
    tp_price            REAL,
    entry_time          TIMESTAMP  DEFAULT CURRENT_TIMESTAMP,
    exit_time           TIMESTAMP,
    exit_price          REAL,
    status              TEXT       CHECK (status IN ('OPEN', 'CLOSED')) DEFAULT 'OPEN',

    adx                 REAL,
    adx_strength        TEXT,
    confidence_score    INTEGER,
    confidence_level    TEXT,
    spread_pips         REAL,
    market_state        TEXT,

    profit_pips         REAL,
    profit_dollars      REAL,
    close_reason        TEXT,
    execution_speed_ms  INTEGER,
    slippage_pips       REAL,
    notes               TEXT
);

CREATE INDEX idx_v6_1m_status ON price_action_1m_trades (status);
CREATE INDEX idx_v6_1m_symbol ON price_action_1m_trades (symbol);

-- 5M MOMENTUM, dual orders
CREATE TABLE price_action_5m_trades (
    id                      INTEGER    PRIMARY KEY AUTOINCREMENT,
    order_a_ticket          INTEGER    UNIQUE,
    order_b_ticket          INTEGER    UNIQUE,

    symbol                  TEXT       NOT NULL,
    direction               TEXT       CHECK (direction IN ('BUY', 'SELL')),
    entry_price             REAL       NOT NULL,
    entry_time              TIMESTAMP  DEFAULT CURRENT_TIMESTAMP,
    status                  TEXT       CHECK (status IN ('OPEN', 'PARTIAL', 'CLOSED')) DEFAULT 'OPEN',

    adx                     REAL,
    adx_strength            TEXT,
    confidence_score        INTEGER,
    trend_15m_aligned       BOOLEAN,
    momentum_increasing     BOOLEAN,

    -- As they were placed
    order_a_lot_size        REAL,
    order_b_lot_size        REAL,
    order_a_sl_price        REAL,
    order_b_sl_price        REAL,
    order_a_tp_price        REAL,
    order_b_tp_price        REAL,

    -- As they were closed
    order_a_exit_price      REAL,
    order_a_exit_time       TIMESTAMP,
    order_a_profit_dollars  REAL,
    order_a_status          TEXT,
    order_b_exit_price      REAL,
    order_b_exit_time       TIMESTAMP,
    order_b_profit_dollars  REAL,
    order_b_status          TEXT,

    total_profit_dollars    REAL,
    breakeven_moved         BOOLEAN    DEFAULT 0,
    notes                   TEXT
);

CREATE INDEX idx_v6_5m_status ON price_action_5m_trades (status);

-- 15M INTRADAY, Order A only
CREATE TABLE price_action_15m_trades (
    id                INTEGER    PRIMARY KEY AUTOINCREMENT,
    order_a_ticket    INTEGER    UNIQUE,

    symbol            TEXT       NOT NULL,
    direction         TEXT       CHECK (direction IN ('BUY', 'SELL')),
    lot_size          REAL       NOT NULL,
    entry_price       REAL       NOT NULL,
    sl_price          REAL,
    tp_price          REAL,
    entry_time        TIMESTAMP  DEFAULT CURRENT_TIMESTAMP,
    exit_time         TIMESTAMP,
    status            TEXT       CHECK (status IN ('OPEN', 'CLOSED')) DEFAULT 'OPEN',

    adx               REAL,
    confidence_score  INTEGER,
    market_state      TEXT,

    exit_price        REAL,
    profit_dollars    REAL,
    close_reason      TEXT,
    notes             TEXT
);

CREATE INDEX idx_v6_15m_status ON price_action_15m_trades (status);

-- 1H SWING, Order A only
CREATE TABLE price_action_1h_trades (
    id                 INTEGER    PRIMARY KEY AUTOINCREMENT,
    order_a_ticket     INTEGER    UNIQUE,

    symbol             TEXT       NOT NULL,
    direction          TEXT       CHECK (direction IN ('BUY', 'SELL')),
    lot_size           REAL       NOT NULL,
    entry_price        REAL       NOT NULL,
    sl_price           REAL,
    tp_price           REAL,
    entry_time         TIMESTAMP  DEFAULT CURRENT_TIMESTAMP,
    status             TEXT       CHECK (status IN ('OPEN', 'CLOSED')) DEFAULT 'OPEN',

    trend_4h           INTEGER,
    trend_1d           INTEGER,
    higher_tf_aligned  BOOLEAN,
    confidence_score   INTEGER,

    exit_price         REAL,
    exit_time          TIMESTAMP,
    profit_dollars     REAL,
    close_reason       TEXT,
    notes              TEXT
);

CREATE INDEX idx_v6_1h_status ON price_action_1h_trades (status);

-- SIGNALS, every one that came in, traded or skipped
-- trade_id points into one of the four tables, chosen by plugin_target, so it can have no foreign key.
CREATE TABLE v6_signals_log (
    id                INTEGER    PRIMARY KEY AUTOINCREMENT,
    received_time     TIMESTAMP  DEFAULT CURRENT_TIMESTAMP,
    signal_type       TEXT       NOT NULL,
    plugin_target     TEXT,
    symbol            TEXT       NOT NULL,
    timeframe         TEXT,
    adx               REAL,
    confidence_score  INTEGER,
    signal_json       TEXT,
    processed         BOOLEAN    DEFAULT 0,
    trade_placed      BOOLEAN    DEFAULT 0,
    trade_id          INTEGER,
    skip_reason       TEXT
);

-- DAILY STATISTICS
CREATE TABLE v6_daily_stats (
    date                  TEXT     PRIMARY KEY,
    plugin_1m_trades      INTEGER  DEFAULT 0,
    plugin_5m_trades      INTEGER  DEFAULT 0,
    plugin_15m_trades     INTEGER  DEFAULT 0,
    plugin_1h_trades      INTEGER  DEFAULT 0,
    total_profit_dollars  REAL     DEFAULT 0,
    win_rate              REAL     DEFAULT 0
);
