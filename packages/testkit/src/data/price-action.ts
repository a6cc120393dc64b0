import type Database from 'better-sqlite3';
import { nth, seeded } from './random.js';
import type { Random } from './random.js';
import { CHAIN_STATUS, CLOSE_REASONS, REENTRY_TYPES, SKIP_REASONS, signalJson } from './signals.js';
import { daysOf, flag, localTime, mixedCase, moment, note, position, round, statusOf, ticket } from './values.js';
import type { FillOptions, Filled, Position } from './values.js';
import { writing } from './writer.js';
import type { Row, Writer } from './writer.js';

const PLUGINS = ['1m', '5m', '15m', '1h'] as const;
const MINUTES = { '1m': '1', '5m': '5', '15m': '15', '1h': '60' } as const;
const SIGNALS = ['BULLISH_ENTRY', 'BEARISH_ENTRY', 'TREND_PULSE'] as const;
const STATES = ['TRENDING_BULLISH', 'TRENDING_BEARISH', 'SIDEWAYS', 'CHOPPY'] as const;

interface Trade {
  /** From 0, within this call. */
  readonly n: number;
  /** In the table of its plugin. */
  readonly id: number;
  readonly plugin: (typeof PLUGINS)[number];
  readonly position: Position;
  readonly isClosed: boolean;
  readonly at: number;
  readonly random: Random;
}

/**
 * Fills zepix_price_action.db, at whatever version, as the bot's four plugins do: trades in turn in the four tables, signals, chains,
 * bookings, statistics, and the trend pulse as it stands. Behind what is there already.
 */
export function fillPriceAction(db: Database.Database, { seed = 1, trades }: FillOptions): Filled {
  const random = seeded(seed);
  return writing(db, { v6_daily_stats: 'IGNORE', market_trends: 'REPLACE' }, (writer) => {
    const ids = PLUGINS.map((plugin) => writer.ids(`price_action_${plugin}_trades`));
    const [signals, chains, bookings] = ['v6_signals_log', 'v6_reentry_chains', 'v6_profit_bookings'].map(writer.ids);
    for (let n = 0; n < trades; n++) {
      const place = n % PLUGINS.length;
      const [plugin, id] = [PLUGINS[place] ?? '1m', ids[place]?.() ?? n];
      const turn = Math.floor(n / PLUGINS.length);
      const at = moment(n, trades, random);
      const trade: Trade = { n: turn, id, plugin, position: position(random), isClosed: statusOf(turn) !== 'OPEN', at, random };
      writer.insert(`price_action_${plugin}_trades`, ROWS[plugin](trade));
      writer.insert('v6_signals_log', signalRow(trade, n, signals?.() ?? n));
      if (n % 5 === 2) writeChain(writer, trade, n, chains?.() ?? n, bookings?.() ?? n);
    }
    for (const day of daysOf(trades)) writer.insert('v6_daily_stats', dayRow(day, random));
    if (trades > 0) writeTrends(writer, random);
  });
}

const ROWS: Readonly<Record<(typeof PLUGINS)[number], (trade: Trade) => Row>> = { '1m': row1m, '5m': row5m, '15m': row15m, '1h': row1h };

function commonColumns({ n, id, position, isClosed, at, random }: Trade): Row {
  return {
    id,
    symbol: position.symbol,
    direction: n % 60 === 59 ? null : position.direction,
    entry_price: position.entry,
    entry_time: localTime(at, random),
    status: isClosed ? 'CLOSED' : 'OPEN',
    confidence_score: random.int(0, 100),
    notes: note(n),
  };
}

/** Of a trade with one order. */
function singleColumns(trade: Trade, side: 'a' | 'b'): Row {
  const { n, id, position, isClosed, at, random } = trade;
  return {
    ...commonColumns(trade),
    [`order_${side}_ticket`]: n % 40 === 13 ? null : ticket(id),
    lot_size: position.lots,
    sl_price: position.stop,
    tp_price: position.target,
    exit_price: isClosed ? position.exit : null,
    exit_time: isClosed ? localTime(at + 900_000, random) : null,
    profit_dollars: isClosed && n % 30 !== 1 ? position.dollars : null,
    close_reason: isClosed ? nth(CLOSE_REASONS, n) : null,
  };
}

function row1m(trade: Trade): Row {
  const { n, position, isClosed, random } = trade;
  return {
    ...singleColumns(trade, 'b'),
    adx: random.int(100, 600) / 10,
    adx_strength: nth(['WEAK', 'STRONG', 'strong'], n),
    confidence_level: nth(['LOW', 'MEDIUM', 'HIGH'], n),
    spread_pips: random.int(2, 30) / 10,
    market_state: nth(STATES, n),
    profit_pips: isClosed ? position.pips : null,
    execution_speed_ms: random.int(12, 2400),
    slippage_pips: random.int(-9, 15) / 10,
  };
}

function row5m(trade: Trade): Row {
  const { n, isClosed, position, random } = trade;
  const status = statusOf(n);
  return {
    ...commonColumns(trade),
    status,
    adx: random.int(100, 600) / 10,
    adx_strength: nth(['WEAK', 'STRONG', 'strong'], n),
    trend_15m_aligned: flag(random.chance(0.7), random),
    momentum_increasing: flag(random.chance(0.5), random),
    ...sideColumns('a', status === 'CLOSED', trade),
    ...sideColumns('b', isClosed, trade),
    total_profit_dollars: status === 'CLOSED' && n % 30 !== 1 ? round(position.dollars * 1.5, 2) : null,
    breakeven_moved: flag(random.chance(0.3), random),
  };
}

/** No CHECK stands on the status of one order. */
function sideColumns(side: 'a' | 'b', isClosed: boolean, { n, id, position, at, random }: Trade): Row {
  return {
    [`order_${side}_ticket`]: n % 40 === 13 ? null : ticket(2 * id + (side === 'a' ? 0 : 1)),
    [`order_${side}_lot_size`]: position.lots,
    [`order_${side}_sl_price`]: position.stop,
    [`order_${side}_tp_price`]: position.target,
    [`order_${side}_exit_price`]: isClosed ? position.exit : null,
    [`order_${side}_exit_time`]: isClosed ? localTime(at + 900_000, random) : null,
    [`order_${side}_profit_dollars`]: isClosed ? position.dollars : null,
    [`order_${side}_status`]: mixedCase(isClosed ? 'CLOSED' : 'OPEN', random),
  };
}

function row15m(trade: Trade): Row {
  const { n, random } = trade;
  const hasPulse = n % 4 !== 1;
  return {
    ...singleColumns(trade, 'a'),
    adx: random.int(100, 600) / 10,
    market_state: nth(STATES, n),
    pulse_bull_count: hasPulse ? random.int(0, 6) : null,
    pulse_bear_count: hasPulse ? random.int(0, 6) : null,
    pulse_alignment_ok: hasPulse ? flag(random.chance(0.6), random) : null,
  };
}

function row1h(trade: Trade): Row {
  const { n, random } = trade;
  const trend = [-1, 0, 1] as const;
  return {
    ...singleColumns(trade, 'a'),
    trend_4h: nth(trend, n),
    trend_1d: nth(trend, n + 1),
    higher_tf_aligned: flag(random.chance(0.6), random),
  };
}

function signalRow({ id, plugin, position, at, random }: Trade, n: number, signal: number): Row {
  const isSkipped = n % 6 === 5;
  const type = nth(SIGNALS, n);
  return {
    id: signal,
    received_time: localTime(at - 800, random),
    signal_type: type,
    plugin_target: `price_action_${plugin}`,
    symbol: position.symbol,
    timeframe: MINUTES[plugin],
    adx: random.int(100, 600) / 10,
    confidence_score: random.int(0, 100),
    signal_json: n % 20 === 19 ? null : signalJson(type, position, MINUTES[plugin], random.int(0, 100)),
    processed: flag(true, random),
    trade_placed: flag(!isSkipped, random),
    trade_id: isSkipped ? null : id,
    skip_reason: isSkipped ? nth(SKIP_REASONS, n) : null,
  };
}

/** A chain, and a part of its trade that was booked. */
function writeChain(writer: Writer, trade: Trade, n: number, chain: number, booking: number): void {
  const { plugin, position, at, random, id } = trade;
  const turn = Math.floor(n / 5);
  const chainId = `v6_${plugin}_${position.symbol}_${chain.toString(36)}`;
  const pulse = { higher_tf_bull_count: random.int(0, 6), higher_tf_bear_count: random.int(0, 6) };
  const status = nth(CHAIN_STATUS, turn);
  writer.insert('v6_reentry_chains', {
    id: chain,
    chain_id: chainId,
    plugin_id: `price_action_${plugin}`,
    symbol: position.symbol,
    direction: position.direction,
    timeframe: MINUTES[plugin],
    original_trade_id: id,
    original_entry_price: position.entry,
    original_entry_time: localTime(at, random),
    status,
    current_level: random.int(0, 3),
    max_level: 3,
    reentry_type: nth(REENTRY_TYPES, turn),
    last_sl_price: position.stop,
    last_tp_price: position.target,
    higher_tf: nth(['15', '60', '240'], turn),
    ...pulse,
    higher_tf_aligned: flag(random.chance(0.6), random),
    total_entries: random.int(1, 3),
    total_profit_dollars: Math.max(0, position.dollars),
    total_loss_dollars: Math.min(0, position.dollars),
    created_at: localTime(at, random),
    updated_at: localTime(at + 60_000, random),
    completed_at: status === 'COMPLETED' ? localTime(at + 900_000, random) : null,
    stop_reason: status === 'STOPPED' ? "higher tf 'against' us" : null,
    metadata_json: turn % 2 === 0 ? JSON.stringify({ pulse: STATES[turn % 4], emoji: '⚡' }) : null,
  });
  writer.insert('v6_profit_bookings', {
    id: booking,
    trade_id: id,
    plugin_id: `price_action_${plugin}`,
    chain_id: turn % 4 === 3 ? null : chainId,
    order_type: nth(['ORDER_A', 'ORDER_B'], turn),
    booking_time: localTime(at + 600_000, random),
    closed_percentage: nth([25, 50, 100], turn),
    closed_volume: position.lots,
    profit_pips: turn % 15 === 4 ? null : position.pips,
    profit_dollars: turn % 15 === 4 ? null : position.dollars,
    reason: nth(CLOSE_REASONS, turn),
    ...pulse,
    trend_aligned: flag(random.chance(0.6), random),
  });
}

function dayRow(date: string, random: Random): Row {
  return {
    date,
    plugin_1m_trades: random.int(0, 40),
    plugin_5m_trades: random.int(0, 20),
    plugin_15m_trades: random.int(0, 10),
    plugin_1h_trades: random.int(0, 4),
    total_profit_dollars: round(random.int(-40_000, 60_000) / 100, 2),
    win_rate: random.int(0, 1000) / 10,
    trend_pulse_updates: random.int(0, 200),
  };
}

function writeTrends(writer: Writer, random: Random): void {
  for (const symbol of ['XAUUSD', 'EURUSD', 'GBPUSD']) {
    for (const timeframe of ['5', '15', '60', '240', '1440']) {
      const bull = random.int(0, 6);
      writer.insert('market_trends', {
        symbol,
        timeframe,
        bull_count: bull,
        bear_count: 6 - bull,
        market_state: random.pick(STATES),
        last_updated: localTime(moment(1, 2, random), random),
        changes: random.chance(0.5) ? `${timeframe}: ↑ bull` : null,
      });
    }
  }
}
