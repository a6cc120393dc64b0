import type Database from 'better-sqlite3';
import { nth, seeded } from './random.js';
import type { Random } from './random.js';
import { CHAIN_STATUS, CLOSE_REASONS, REENTRY_TYPES, SKIP_REASONS, TIMEFRAMES, signalJson } from './signals.js';
import { daysOf, flag, localTime, mixedCase, moment, note, position, round, statusOf, ticket, utcTime } from './values.js';
import type { FillOptions, Filled, Position } from './values.js';
import { writing } from './writer.js';
import type { Row, Writer } from './writer.js';

const SIGNALS = ['Institutional_Launchpad', 'Liquidity_Trap', 'Momentum_Breakout', 'Mitigation_Test', 'Golden_Pocket_Flip'] as const;
const ROUTES = ['LOGIC1', 'LOGIC2', 'LOGIC3'] as const;
const TREND = [-1, 0, 1] as const;

/** A dual trade on its way into the tables. */
interface Trade {
  /** From 0, within this call. */
  readonly n: number;
  readonly id: number;
  readonly position: Position;
  readonly status: 'OPEN' | 'PARTIAL' | 'CLOSED';
  readonly at: number;
  readonly random: Random;
}

/**
 * Fills zepix_combined.db, at whatever version, as the bot does: for each dual trade two MT5 orders, the signal, bookings where something was
 * closed, for some a re-entry chain; and the days' statistics. Behind what is there already.
 */
export function fillCombined(db: Database.Database, { seed = 1, trades }: FillOptions): Filled {
  const random = seeded(seed);
  return writing(db, { v3_daily_stats: 'IGNORE' }, (writer) => {
    const ids = Object.fromEntries(TABLES.map((table) => [table, writer.ids(table)])) as Record<(typeof TABLES)[number], () => number>;
    for (let n = 0; n < trades; n++) {
      const trade: Trade = {
        n,
        id: ids.combined_v3_trades(),
        position: position(random),
        status: statusOf(n),
        at: moment(n, trades, random),
        random,
      };
      writer.insert('combined_v3_trades', tradeRow(trade));
      writeOrders(writer, trade, ids.orders);
      writeSignals(writer, trade, ids.v3_signals_log);
      if (trade.status !== 'OPEN') writeBookings(writer, trade, ids.v3_profit_bookings);
      if (n % 5 === 2) writer.insert('v3_reentry_chains', chainRow(trade, ids.v3_reentry_chains()));
    }
    for (const day of daysOf(trades)) writer.insert('v3_daily_stats', dayRow(day, random));
  });
}

const TABLES = ['orders', 'combined_v3_trades', 'v3_signals_log', 'v3_profit_bookings', 'v3_reentry_chains'] as const;

/** What both orders of a trade have, and where the trade's row keeps it. */
function sideColumns(side: 'a' | 'b', isClosed: boolean, { n, id, position, at, random }: Trade): Row {
  const share = side === 'a' ? 1 : 0.5;
  const pips = isClosed ? round(position.pips * share, 1) : null;
  return {
    [`order_${side}_ticket`]: n % 40 === 13 ? null : ticket(2 * id + (side === 'a' ? 0 : 1)),
    [`order_${side}_lot_size`]: position.lots,
    [`order_${side}_sl_price`]: position.stop,
    [`order_${side}_tp_price`]: position.target,
    [`order_${side}_exit_price`]: isClosed ? position.exit : null,
    [`order_${side}_exit_time`]: isClosed ? localTime(at + 2_700_000, random) : null,
    [`order_${side}_profit_pips`]: pips,
    [`order_${side}_profit_dollars`]: isClosed ? round(position.dollars * share, 2) : null,
    [`order_${side}_status`]: isClosed ? 'CLOSED' : 'OPEN',
  };
}

function tradeRow(trade: Trade): Row {
  const { n, id, position, status, at, random } = trade;
  const isClosed = status === 'CLOSED';
  const hasProfit = isClosed && n % 30 !== 1;
  return {
    id,
    ...sideColumns('a', isClosed, trade),
    ...sideColumns('b', status !== 'OPEN', trade),
    mt5_parent_ticket: n % 4 === 0 ? null : ticket(2 * id),
    symbol: position.symbol,
    direction: n % 60 === 59 ? null : position.direction,
    entry_price: position.entry,
    entry_time: localTime(at, random),
    exit_time: isClosed ? localTime(at + 2_700_000, random) : null,
    status,
    ...decisionColumns(trade),
    total_profit_pips: hasProfit ? round(position.pips * 1.5, 1) : null,
    total_profit_dollars: hasProfit ? round(position.dollars * 1.5, 2) : null,
    commission: round(-7 * position.lots, 2),
    swap: n % 6 === 0 ? round(-random.next() * 3, 2) : 0,
    trend_bypass_used: flag(random.chance(0.2), random),
    is_entry_v3_signal: flag(random.chance(0.9), random),
    close_reason: isClosed ? nth(CLOSE_REASONS, n) : null,
    notes: note(n),
  };
}

function decisionColumns({ n, random }: Trade): Row {
  const trend = [n, n + 1, Math.floor(n / 3), Math.floor(n / 9)].map((place) => nth(TREND, place));
  return {
    signal_type: nth(SIGNALS, n),
    signal_timeframe: nth(TIMEFRAMES, n),
    consensus_score: n % 10,
    position_multiplier: random.int(2, 10) / 10,
    mtf_15m: trend[0] ?? null,
    mtf_1h: trend[1] ?? null,
    mtf_4h: trend[2] ?? null,
    mtf_1d: trend[3] ?? null,
    mtf_raw_string: [1, 1, ...trend].join(','),
    logic_route: nth(ROUTES, n),
    logic_multiplier: nth([1.25, 1, 0.625], n),
    routing_reason: n % 3 === 0 ? `tf ${nth(TIMEFRAMES, n)} → ${nth(ROUTES, n)}` : null,
  };
}

/** One row for each MT5 order. No CHECK stands here: spellings vary, and a ticket may come twice. */
function writeOrders(writer: Writer, { n, id, position, status, at, random }: Trade, ids: () => number): void {
  for (const side of [0, 1]) {
    const isClosed = status === 'CLOSED' || (status === 'PARTIAL' && side === 1);
    writer.insert('orders', {
      id: ids(),
      plugin_id: 'combined_v3',
      ticket: n % 50 === 49 ? ticket(2 * id - 2) : ticket(2 * id + side),
      symbol: position.symbol,
      order_type: mixedCase(position.direction, random),
      lots: position.lots,
      entry_price: position.entry,
      sl: n % 20 === 3 ? null : position.stop,
      tp: position.target,
      status: mixedCase(isClosed ? 'CLOSED' : 'OPEN', random),
      opened_at: localTime(at, random),
      closed_at: isClosed ? localTime(at + 2_700_000, random) : null,
      profit: isClosed && n % 30 !== 1 ? round(position.dollars * (side === 0 ? 1 : 0.5), 2) : null,
      created_at: utcTime(at),
      hybrid_sl_enabled: flag(n % 2 === 0, random),
      hybrid_sl_pips: n % 2 === 0 ? random.int(10, 60) : 0,
      order_a_ticket: n % 40 === 13 ? null : ticket(2 * id),
      order_b_ticket: n % 40 === 13 ? null : ticket(2 * id + 1),
    });
  }
}

/** The trade's own signal, and for every other trade one that was skipped. */
function writeSignals(writer: Writer, { n, id, position, at, random }: Trade, ids: () => number): void {
  for (const isSkipped of n % 2 === 0 ? [false, true] : [false]) {
    const type = nth(SIGNALS, n + (isSkipped ? 1 : 0));
    writer.insert('v3_signals_log', {
      id: ids(),
      received_time: localTime(at - 1500, random),
      signal_type: type,
      symbol: position.symbol,
      direction: mixedCase(position.direction, random),
      timeframe: nth(TIMEFRAMES, n),
      consensus_score: n % 10,
      mtf_raw_string: '1,1,-1,0,1,1',
      signal_json: n % 20 === 19 ? null : signalJson(type, position, nth(TIMEFRAMES, n), n % 10),
      processed: flag(true, random),
      trade_placed: flag(!isSkipped, random),
      trade_id: isSkipped ? null : id,
      skip_reason: isSkipped ? nth(SKIP_REASONS, n / 2) : null,
    });
  }
}

function writeBookings(writer: Writer, { n, id, position, at, random }: Trade, ids: () => number): void {
  const parts = n % 3 === 0 ? (['ORDER_A', 'ORDER_B'] as const) : (['ORDER_B'] as const);
  for (const order of parts) {
    writer.insert('v3_profit_bookings', {
      id: ids(),
      trade_id: id,
      order_type: order,
      booking_time: localTime(at + 1_800_000, random),
      closed_percentage: order === 'ORDER_B' ? 100 : nth([25, 33.3, 50], n),
      closed_volume: position.lots,
      profit_pips: n % 15 === 4 ? null : position.pips,
      profit_dollars: n % 15 === 4 ? null : position.dollars,
      reason: nth(CLOSE_REASONS, n),
    });
  }
}

function chainRow({ n, id, position, at, random }: Trade, chain: number): Row {
  const status = nth(CHAIN_STATUS, Math.floor(n / 5));
  return {
    id: chain,
    chain_id: `${position.symbol}_${chain.toString(36)}`,
    plugin_id: 'combined_v3',
    symbol: position.symbol,
    direction: position.direction,
    original_trade_id: n % 50 === 42 ? null : id,
    original_entry_price: position.entry,
    original_entry_time: localTime(at, random),
    status,
    current_level: random.int(0, 5),
    max_level: 5,
    reentry_type: nth(REENTRY_TYPES, Math.floor(n / 5)),
    last_sl_price: position.stop,
    last_tp_price: position.target,
    recovery_threshold: 0.7,
    recovery_window_minutes: 30,
    total_entries: random.int(1, 5),
    total_profit_dollars: Math.max(0, position.dollars),
    total_loss_dollars: Math.min(0, position.dollars),
    created_at: localTime(at, random),
    updated_at: localTime(at + 60_000, random),
    completed_at: status === 'COMPLETED' ? localTime(at + 9_000_000, random) : null,
    stop_reason: status === 'STOPPED' ? 'max. level "5" reached' : null,
    metadata_json: n % 2 === 0 ? JSON.stringify({ sl_hunt: true, levels: [1, 2], note: 'próximo ↗' }) : null,
  };
}

function dayRow(date: string, random: Random): Row {
  const entries = random.int(0, 30);
  return {
    date,
    total_dual_entries: entries,
    total_order_a_closed: random.int(0, entries),
    total_order_b_closed: random.int(0, entries),
    logic1_trades: entries,
    logic2_trades: 0,
    logic3_trades: 0,
    total_profit_dollars: round(random.int(-40_000, 60_000) / 100, 2),
    win_rate: random.int(0, 1000) / 10,
    profit_factor: random.int(0, 400) / 100,
  };
}
