import type { Position } from './values.js';

/** A signal as the chart's alert sends it. */
export function signalJson(type: string, { symbol, direction, entry, stop, target }: Position, timeframe: string, score: number): string {
  const order = { price: entry, sl: stop, tp1: target, lots: null };
  return JSON.stringify({
    type,
    symbol,
    direction: direction.toLowerCase(),
    tf: timeframe,
    score,
    order,
    note: `“${type}” → ${symbol} 📈`,
  });
}

export const TIMEFRAMES = ['5', '15', '60', '240'] as const;

export const SKIP_REASONS = ['consensus too low', 'spread > 2 pips', 'max. trades reached', "outside of session 'London'"] as const;

export const CLOSE_REASONS = ['TP1', 'TP2', 'SL hit', 'Manual', 'Trailing', 'Reversal'] as const;

export const CHAIN_STATUS = ['ACTIVE', 'RECOVERY_MODE', 'STOPPED', 'COMPLETED'] as const;

export const REENTRY_TYPES = ['SL_HUNT', 'TP_CONTINUATION', 'EXIT_CONTINUATION'] as const;
