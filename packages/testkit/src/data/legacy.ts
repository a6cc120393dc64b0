import type Database from 'better-sqlite3';
import { LEGACY_TABLES } from './legacy-tables.js';
import { nth, seeded } from './random.js';
import type { Random } from './random.js';
import { flag, localTime, moment, note, position, round, statusOf, utcTime } from './values.js';
import type { FillOptions, Filled, Position } from './values.js';
import { writing } from './writer.js';
import type { Row, Writer } from './writer.js';

interface Trade {
  /** From 0, within this call. */
  readonly n: number;
  readonly id: number;
  /** The id of the trade before it. */
  readonly before: number;
  readonly position: Position;
  readonly isOpen: boolean;
  readonly at: number;
  readonly random: Random;
}

/**
 * Makes the tables of trading_bot.db where they are missing, and fills them with rows as the real file has them: a fifth open, directions
 * mostly in lower case, order types of another vocabulary, most strategies no rule knows, trade ids missing or used twice. Behind what
 * is there already.
 */
export function fillLegacy(db: Database.Database, { seed = 1, trades }: FillOptions): Filled {
  const random = seeded(seed);
  db.exec(LEGACY_TABLES);
  return writing(db, { system_state: 'REPLACE' }, (writer) => {
    const ids = writer.ids('trades');
    const [losses, gains, exits, bookings] = ['sl_events', 'tp_reentry_events', 'reversal_exit_events', 'profit_booking_events'].map(
      writer.ids,
    );
    let before = 0;
    for (let n = 0; n < trades; n++) {
      const trade: Trade = {
        n,
        id: ids(),
        before,
        position: position(random),
        isOpen: statusOf(n) === 'OPEN',
        at: moment(n, trades, random),
        random,
      };
      before = trade.id;
      writer.insert('trades', tradeRow(trade));
      if (n % 8 === 0) writeChain(writer, trade);
      if (n % 6 === 1) writer.insert('sl_events', lossRow(trade, losses?.() ?? n));
      if (n % 6 === 2) writer.insert('tp_reentry_events', gainRow(trade, gains?.() ?? n));
      if (n % 9 === 3) writer.insert('reversal_exit_events', exitRow(trade, exits?.() ?? n));
      if (n % 8 === 0) writer.insert('profit_booking_events', bookingRow(trade, bookings?.() ?? n));
    }
    writer.insert('system_state', { key: 'trading_paused', value: 'false', updated_at: utcTime(moment(1, 2, random)) });
  });
}

// Every 11th is missing; every 8th takes that of the trade before it, as a restarted bot did.
function tradeId({ n, id, before }: Trade): string | null {
  if (n % 11 === 5) return null;
  return n % 8 === 7 && (n - 1) % 11 !== 5 ? `T${before}` : `T${id}`;
}

function tradeRow(trade: Trade): Row {
  const { n, id, position, isOpen, at, random } = trade;
  const isKnown = n % 9 === 4;
  const strategy = isKnown ? nth(['LOGIC1', 'LOGIC3'], Math.floor(n / 9)) : 'ZepixPremium';
  return {
    id,
    trade_id: tradeId(trade),
    symbol: position.symbol,
    entry_price: position.entry,
    exit_price: isOpen ? null : position.exit,
    sl_price: position.stop,
    tp_price: position.target,
    lot_size: position.lots,
    direction: n % 11 === 3 ? position.direction : position.direction.toLowerCase(),
    strategy: n % 97 === 61 ? null : strategy,
    pnl: isOpen || n % 30 === 1 ? null : position.dollars,
    status: isOpen ? 'open' : 'closed',
    open_time: localTime(at, random),
    close_time: isOpen ? null : localTime(at + 2_700_000, random),
    ...chainColumns(trade),
    commission: n % 2 === 0 ? round(-7 * position.lots, 2) : null,
    swap: n % 2 === 0 ? 0 : null,
    comment: note(n),
    ...stopColumns(trade),
    logic_type: isKnown && n % 54 !== 4 ? strategy : '',
  };
}

function chainColumns({ n, id, random }: Trade): Row {
  const type = n % 9 === 5 ? null : n % 7 === 3 ? 'TP_TRAIL' : 'PROFIT_TRAIL';
  return {
    chain_id: n % 8 === 0 ? `C${id}` : null,
    chain_level: n % 8 === 0 ? random.int(1, 3) : 1,
    is_re_entry: flag(n % 8 === 0, random),
    order_type: type,
    profit_chain_id: type === 'PROFIT_TRAIL' && n % 8 === 0 ? `P${id}` : null,
    profit_level: random.int(0, 4),
    session_id: n % 8 === 0 ? `S${id}` : null,
  };
}

function stopColumns({ position, random }: Trade): Row {
  const adjusted = random.int(0, 1);
  return {
    sl_adjusted: adjusted,
    original_sl_distance: round(Math.abs(position.entry - position.stop), 5),
    base_lot_size: position.lots,
    final_lot_size: position.lots,
    base_sl_pips: 30,
    final_sl_pips: adjusted === 1 ? 20.5 : 30,
    lot_multiplier: 1,
    sl_multiplier: adjusted === 1 ? 0.683 : 1,
  };
}

/** The re-entry chain, the profit chain with two orders, and the session that one trade belongs to. */
function writeChain(writer: Writer, { n, id, position, isOpen, at, random }: Trade): void {
  const { symbol, lots, dollars } = position;
  const direction = position.direction.toLowerCase();
  const started = localTime(at, random);
  const ended = isOpen ? null : localTime(at + 2_700_000, random);
  writer.insert('reentry_chains', {
    chain_id: `C${id}`,
    symbol,
    direction,
    original_entry: position.entry,
    original_sl_distance: round(Math.abs(position.entry - position.stop), 5),
    max_level_reached: random.int(1, 3),
    total_profit: dollars,
    status: isOpen ? 'active' : nth(['completed', 'STOPPED'], n / 8),
    created_at: started,
    completed_at: ended,
  });
  writer.insert('profit_booking_chains', {
    chain_id: `P${id}`,
    symbol,
    direction,
    base_lot: lots,
    current_level: random.int(0, 4),
    total_profit: dollars,
  });
  for (const level of [0, 1]) {
    const status = isOpen ? 'OPEN' : 'closed';
    writer.insert('profit_booking_orders', {
      order_id: `O${id}_${level}`,
      chain_id: `P${id}`,
      level,
      profit_target: 10 * 2 ** level,
      sl_reduction: 25 * level,
      status,
    });
  }
  writer.insert('trading_sessions', {
    session_id: `S${id}`,
    symbol,
    direction,
    entry_signal: 'BULLISH 🐂',
    exit_reason: isOpen ? null : "reversal 'seen'",
    start_time: started,
    end_time: ended,
    total_pnl: dollars,
    total_trades: random.int(1, 9),
    status: isOpen ? 'ACTIVE' : 'COMPLETED',
    metadata: JSON.stringify({ tf: '15m', score: n % 10 }),
  });
}

function lossRow(trade: Trade, event: number): Row {
  const { n, position, at, random } = trade;
  const { symbol, stop, entry } = position;
  const times = { hit_time: localTime(at + 900_000, random) };
  return {
    id: event,
    trade_id: tradeId(trade),
    symbol,
    sl_price: stop,
    original_entry: entry,
    ...times,
    recovery_attempted: flag(true, random),
    recovery_successful: flag(n % 2 === 0, random),
  };
}

function gainRow({ n, position, at, random }: Trade, event: number): Row {
  const { symbol, target, exit, dollars } = position;
  const time = localTime(at + 900_000, random);
  return {
    id: event,
    chain_id: `C${n}`,
    symbol,
    tp_level: random.int(1, 3),
    tp_price: target,
    reentry_price: exit,
    sl_reduction_percent: 12.5,
    pnl: dollars,
    timestamp: time,
  };
}

function exitRow(trade: Trade, event: number): Row {
  const { position, at, random } = trade;
  const { symbol, exit, dollars } = position;
  return {
    id: event,
    trade_id: tradeId(trade),
    symbol,
    exit_price: exit,
    exit_signal: 'BEARISH',
    pnl: dollars,
    timestamp: localTime(at + 900_000, random),
  };
}

function bookingRow({ id, position, at }: Trade, event: number): Row {
  return {
    id: event,
    chain_id: `P${id}`,
    level: 1,
    profit_booked: Math.max(0, position.dollars),
    orders_closed: 1,
    orders_placed: 2,
    timestamp: utcTime(at),
  };
}
