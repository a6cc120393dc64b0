import type Database from 'better-sqlite3';
import { nth, seeded } from './random.js';
import type { Random } from './random.js';
import { flag, localTime, mixedCase, moment, position, statusOf, ticket, utcTime } from './values.js';
import type { FillOptions, Filled } from './values.js';
import { writing } from './writer.js';
import type { Row, Writer } from './writer.js';

/** Registered by the migrations, but for the last two. */
const PLUGINS = [
  { id: 'combined_v3', type: 'V3_COMBINED', status: 'ACTIVE' },
  { id: 'price_action_1m', type: 'V6_PRICE_ACTION', status: 'ACTIVE' },
  { id: 'price_action_5m', type: 'V6_PRICE_ACTION', status: 'ACTIVE' },
  { id: 'price_action_15m', type: 'V6_PRICE_ACTION', status: 'ACTIVE' },
  { id: 'price_action_1h', type: 'V6_PRICE_ACTION', status: 'ACTIVE' },
  { id: 'price_action_30m', type: 'V6_PRICE_ACTION', status: 'DISABLED' },
  { id: 'v3_combined', type: 'V3_COMBINED', status: 'ERROR' },
] as const;

const SEVERITIES = ['INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;

/**
 * Fills zepix_bot.db, at whatever version: copies of trades (`trades` rows), an event for every tenth, the state of each plugin's
 * synchronisation. Behind what is there already.
 */
export function fillCentral(db: Database.Database, { seed = 1, trades }: FillOptions): Filled {
  const random = seeded(seed);
  const conflicts = { plugins_registry: 'IGNORE', system_config: 'IGNORE', sync_status: 'REPLACE' } as const;
  return writing(db, conflicts, (writer) => {
    const [copies, events] = ['aggregated_trades', 'system_events'].map(writer.ids);
    for (const plugin of PLUGINS) writer.insert('plugins_registry', pluginRow(plugin, random));
    for (let n = 0; n < trades; n++) {
      const at = moment(n, trades, random);
      writer.insert('aggregated_trades', copyRow(n, copies?.() ?? n, at, random));
      if (n % 10 === 0) writer.insert('system_events', eventRow(n / 10, events?.() ?? n, at, random));
    }
    writeState(writer, random);
  });
}

function pluginRow({ id, type, status }: (typeof PLUGINS)[number], random: Random): Row {
  return {
    plugin_id: id,
    name: `${id} “copy” ✨`,
    plugin_type: type,
    version: '1.0.0',
    enabled: flag(status === 'ACTIVE', random),
    last_active: null,
    database_path: 'data/zepix_combined_v3.db',
    status,
    error_message: status === 'ERROR' ? 'no such table: "combined_v3trades"' : null,
  };
}

/** The first tenth is from before the source's id was kept. A ticket may come twice: nothing forbids it here. */
function copyRow(n: number, id: number, at: number, random: Random): Row {
  const { symbol, direction, lots, dollars } = position(random);
  const plugin = nth(PLUGINS, n % 5);
  const isClosed = statusOf(n) === 'CLOSED';
  return {
    id,
    plugin_id: plugin.id,
    plugin_type: plugin.type,
    mt5_ticket: n % 25 === 11 ? null : ticket(n % 50 === 49 ? id - 1 : id),
    symbol,
    direction: mixedCase(direction, random),
    lot_size: lots,
    entry_time: localTime(at, random),
    exit_time: isClosed ? localTime(at + 2_700_000, random) : null,
    profit_dollars: isClosed && n % 30 !== 1 ? dollars : null,
    status: mixedCase(statusOf(n), random),
    source_trade_id: n % 10 === 0 ? null : id,
    synced_at: n % 10 === 0 ? null : utcTime(at + 300_000),
  };
}

function eventRow(n: number, id: number, at: number, random: Random): Row {
  const severity = nth(SEVERITIES, n);
  return {
    id,
    event_time: localTime(at, random),
    event_type: nth(['BOT_START', 'SYNC', 'SIGNAL_ERROR', 'PAUSE'], n),
    plugin_id: n % 3 === 0 ? null : nth(PLUGINS, n).id,
    description: n % 2 === 0 ? `⚠️ ${severity}: can't reach "MT5" – retry ${n}` : null,
    severity: n % 9 === 8 ? null : severity,
  };
}

function writeState(writer: Writer, random: Random): void {
  for (const { id, status } of PLUGINS) {
    writer.insert('sync_status', {
      plugin_id: id,
      last_sync_time: localTime(moment(1, 2, random), random),
      last_sync_success: flag(status === 'ACTIVE', random),
      records_synced: random.int(0, 500),
      error_message: status === 'ERROR' ? 'no such column: mt5_ticket' : null,
      last_synced_id: random.int(0, 500),
      sync_count: random.int(0, 90),
    });
  }
  for (const [key, value] of Object.entries({ owner_note: "it's live 💸", max_trades: '10' }))
    writer.insert('system_config', { key, value });
}
