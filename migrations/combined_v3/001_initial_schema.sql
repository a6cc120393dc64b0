-- Migration: 001_initial_schema.sql
-- Database: zepix_combined.db
-- Description: Orders, dual trades, profit bookings, signals and daily statistics of V3 Combined Logic
-- Version: 001
-- Author: Zepix
-- Reversible: YES

-- ORDERS, one row for each MT5 order
CREATE TABLE orders (
    id            INTEGER   PRIMARY KEY AUTOINCREMENT,
    plugin_id     TEXT      NOT NULL,
    ticket        INTEGER   NOT NULL,
    symbol        TEXT      NOT NULL,
    order_type    TEXT      NOT NULL,
    lots          REAL      NOT NULL,
    entry_price   REAL      NOT NULL,
    sl            REAL,
    tp            REAL,
    status        TEXT      DEFAULT 'OPEN',
    opened_at     DATETIME  DEFAULT CURRENT_TIMESTAMP,
    closed_at     DATETIME,
    profit        REAL,
    created_at    DATETIME  DEFAULT CURRENT_TIMESTAMP
);

CREATE INDEX idx_orders_plugin ON orders (plugin_id);
CREATE INDEX idx_orders_ticket ON orders (ticket);
CREATE INDEX idx_orders_status ON orders (status);

-- TRADES, one row for each dual order (Order A with the smart stop, Order B with the fixed one)
CREATE TABLE combined_v3_trades (
    id                      INTEGER    PRIMARY KEY AUTOINCREMENT,
    order_a_ticket          INTEGER    UNIQUE,
    order_b_ticket          INTEGER    UNIQUE,
    mt5_parent_ticket       INTEGER,

    symbol                  TEXT       NOT NULL,
    direction               TEXT       CHECK (direction IN ('BUY', 'SELL')),
    entry_price             REAL       NOT NULL,
    entry_time              TIMESTAMP  DEFAULT CURRENT_TIMESTAMP,
    exit_time               TIMESTAMP,
    status                  TEXT       CHECK (status IN ('OPEN', 'PARTIAL', 'CLOSED')) DEFAULT 'OPEN',

    -- The signal that opened it
    signal_type             TEXT       NOT NULL,
    signal_timeframe        TEXT,
    consensus_score         INTEGER    CHECK (consensus_score BETWEEN 0 AND 9),
    position_multiplier     REAL,

    -- Trend of each timeframe (-1 down and 1 up)
    mtf_15m                 INTEGER    CHECK (mtf_15m IN (-1, 0, 1)),
    mtf_1h                  INTEGER    CHECK (mtf_1h IN (-1, 0, 1)),
    mtf_4h                  INTEGER    CHECK (mtf_4h IN (-1, 0, 1)),
    mtf_1d                  INTEGER    CHECK (mtf_1d IN (-1, 0, 1)),
    mtf_raw_string          TEXT,

    logic_route             TEXT       CHECK (logic_route IN ('LOGIC1', 'LOGIC2', 'LOGIC3')),
    logic_multiplier        REAL,
    routing_reason          TEXT,

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
    order_a_profit_pips     REAL,
    order_a_profit_dollars  REAL,
    order_a_status          TEXT       CHECK (order_a_status IN ('OPEN', 'CLOSED')),
    order_b_exit_price      REAL,
    order_b_exit_time       TIMESTAMP,
    order_b_profit_pips     REAL,
    order_b_profit_dollars  REAL,
    order_b_status          TEXT       CHECK (order_b_status IN ('OPEN', 'CLOSED')),

    total_profit_pips       REAL,
    total_profit_dollars    REAL,
    commission              REAL       DEFAULT 0,
    swap                    REAL       DEFAULT 0,

    trend_bypass_used       BOOLEAN    DEFAULT 0,
    is_entry_v3_signal      BOOLEAN    DEFAULT 0,
    close_reason            TEXT,
    notes                   TEXT
);

CREATE INDEX idx_v3_trades_status      ON combined_v3_trades (status);
CREATE INDEX idx_v3_trades_symbol      ON combined_v3_trades (symbol);
CREATE INDEX idx_v3_trades_signal_type ON combined_v3_trades (signal_type);
CREATE INDEX idx_v3_trades_logic_route ON combined_v3_trades (logic_route);
CREATE INDEX idx_v3_trades_entry_time  ON combined_v3_trades (entry_time);

-- PROFIT BOOKINGS, one row for each part of a trade that was closed
CREATE TABLE v3_profit_bookings (
    id                 INTEGER    PRIMARY KEY AUTOINCREMENT,
    trade_id           INTEGER    NOT NULL REFERENCES combined_v3_trades (id),
    order_type         TEXT       CHECK (order_type IN ('ORDER_A', 'ORDER_B')),
    booking_time       TIMESTAMP  DEFAULT CURRENT_TIMESTAMP,
    closed_percentage  REAL       NOT NULL,
    closed_volume      REAL       NOT NULL,
    profit_pips        REAL,
    profit_dollars     REAL,
    reason             TEXT
);

-- SIGNALS, every one that came in, traded or skipped
CREATE TABLE v3_signals_log (
    id               INTEGER    PRIMARY KEY AUTOINCREMENT,
    received_time    TIMESTAMP  DEFAULT CURRENT_TIMESTAMP,
    signal_type      TEXT       NOT NULL,
    symbol           TEXT       NOT NULL,
    direction        TEXT,
    timeframe        TEXT,
    consensus_score  INTEGER,
    mtf_raw_string   TEXT,
    signal_json      TEXT,
    processed        BOOLEAN    DEFAULT 0,
    trade_placed     BOOLEAN    DEFAULT 0,
    trade_id         INTEGER    REFERENCES combined_v3_trades (id),
    skip_reason      TEXT
);

-- DAILY STATISTICS
CREATE TABLE v3_daily_stats (
    date                  TEXT     PRIMARY KEY,
    total_dual_entries    INTEGER  DEFAULT 0,
    total_order_a_closed  INTEGER  DEFAULT 0,
    total_order_b_closed  INTEGER  DEFAULT 0,
    logic1_trades         INTEGER  DEFAULT 0,
    logic2_trades         INTEGER  DEFAULT 0,
    logic3_trades         INTEGER  DEFAULT 0,
    total_profit_dollars  REAL     DEFAULT 0,
    win_rate              REAL     DEFAULT 0,
    profit_factor         REAL     DEFAULT 0
);
