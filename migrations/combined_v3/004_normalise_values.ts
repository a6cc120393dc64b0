// Brings the values that no CHECK forces into the form that the newer tables demand: direction and status in capitals, the bot's old
// order types under their new names, and truth values that were written as text as 0 and 1. Order types and truth values that it does not
// know stay as they are, and whatever is none of the known values in the end is told. What it changes is kept, so that taking it back
// restores every old value, type included, that the bot has not changed since.
import { defineMigration, sql } from '@zepix/migrations-core';
import type { MigrationContext, SqlQuery, SqlValue } from '@zepix/migrations-core';

interface Target {
  readonly table: string;
  readonly column: string;
  /** What a text becomes; NULL where it is left as it is. */
  readonly form: (value: SqlQuery) => SqlQuery;
  /** What it should hold afterwards. */
  readonly known: readonly SqlValue[];
}

const KEPT = sql.id('_zepix_normalised_004');

// A text of blanks alone is no word.
const capitals = (value: SqlQuery): SqlQuery => sql`nullif(upper(trim(${value})), '')`;

// BUY and SELL are what MetaTrader itself calls the type of an order.
const orderType = (value: SqlQuery): SqlQuery => sql`CASE ${capitals(value)}
  WHEN 'TP_TRAIL' THEN 'ORDER_A' WHEN 'ORDER_A' THEN 'ORDER_A'
  WHEN 'PROFIT_TRAIL' THEN 'ORDER_B' WHEN 'ORDER_B' THEN 'ORDER_B'
  WHEN 'BUY' THEN 'BUY' WHEN 'SELL' THEN 'SELL' END`;

const truth = (value: SqlQuery): SqlQuery => sql`CASE
  WHEN lower(trim(${value})) IN ('true', 't', 'yes', 'y', 'on', '1') THEN 1
  WHEN lower(trim(${value})) IN ('false', 'f', 'no', 'n', 'off', '0') THEN 0 END`;

const DIRECTION = { form: capitals, known: ['BUY', 'SELL'] };
const TRUTH = { form: truth, known: [0, 1] };

const TARGETS: readonly Target[] = [
  { table: 'orders', column: 'order_type', form: orderType, known: ['ORDER_A', 'ORDER_B', 'BUY', 'SELL'] },
  { table: 'orders', column: 'status', form: capitals, known: ['OPEN', 'PARTIAL', 'CLOSED'] },
  { table: 'orders', column: 'hybrid_sl_enabled', ...TRUTH },
  { table: 'combined_v3_trades', column: 'trend_bypass_used', ...TRUTH },
  { table: 'combined_v3_trades', column: 'is_entry_v3_signal', ...TRUTH },
  { table: 'v3_signals_log', column: 'direction', ...DIRECTION },
  { table: 'v3_signals_log', column: 'processed', ...TRUTH },
  { table: 'v3_signals_log', column: 'trade_placed', ...TRUTH },
];

export default defineMigration({
  description: 'Normalise directions, statuses, order types and truth values',
  requires: '003',

  up(m) {
    // Columns without a type: a value is kept as it is.
    m.run(sql`CREATE TABLE ${KEPT} (table_name TEXT NOT NULL, column_name TEXT NOT NULL, row_id INTEGER NOT NULL, old, new,
      PRIMARY KEY (table_name, column_name, row_id)) WITHOUT ROWID`);
    TARGETS.forEach((target, index) => {
      normalise(m, target);
      m.progress(index + 1, TARGETS.length);
    });
    const changed = count(m, sql`SELECT count(*) AS n FROM ${KEPT}`);
    if (changed > 0) m.notice(`${changed} ${changed === 1 ? 'value' : 'values'} normalised`);
  },

  down(m) {
    m.check(sql`SELECT EXISTS (SELECT 1 FROM pragma_table_info('_zepix_normalised_004'))`, 'the old values must be there');
    const kept = count(m, sql`SELECT count(*) AS n FROM ${KEPT}`);
    const restored = TARGETS.reduce((sum, target) => sum + restore(m, target), 0);
    m.run(sql`DROP TABLE ${KEPT}`);
    if (kept === 0) return;
    m.notice(
      restored === kept ? `${kept} values restored` : `${restored} of ${kept} values restored; what was changed or deleted since stays so`,
    );
  },
});

function normalise(m: MigrationContext, target: Target): void {
  const { table, column, form } = target;
  const [from, value] = [sql.id(table), sql.id(column)];
  m.run(sql`INSERT INTO ${KEPT} SELECT ${table}, ${column}, id, ${value}, ${form(value)} FROM ${from}
    WHERE typeof(${value}) = 'text' AND ${form(value)} IS NOT NULL AND ${form(value)} IS NOT ${value}`);
  m.run(sql`UPDATE ${from} SET ${value} = (SELECT new FROM ${KEPT} WHERE ${ofRow(table, column)}) WHERE id IN (${rows(table, column)})`);
  m.check(
    sql`SELECT NOT EXISTS (SELECT 1 FROM ${from} JOIN ${KEPT} ON ${ofRow(table, column)} WHERE ${value} IS NOT new OR typeof(${value}) <> typeof(new))`,
    `${table}.${column} must hold what it was given`,
  );
  tellUnknown(m, target);
}

function tellUnknown(m: MigrationContext, { table, column, known }: Target): void {
  const value = sql.id(column);
  const unknown = sql`FROM ${sql.id(table)} WHERE ${value} NOT IN (${sql.join(known)})`;
  const n = count(m, sql`SELECT count(*) AS n ${unknown}`);
  if (n === 0) return;
  const example = m.get<{ text: string }>(sql`SELECT substr(quote(min(${value})), 1, 40) AS text ${unknown}`)?.text ?? '';
  m.notice(`${table}.${column}: ${n} ${n === 1 ? 'value is' : 'values are'} none of ${known.join(', ')}, such as ${example}`);
}

/** Gives how many values came back: those that are still as they were made. */
function restore(m: MigrationContext, { table, column }: Target): number {
  const [into, value] = [sql.id(table), sql.id(column)];
  const old = sql`(SELECT old FROM ${KEPT} WHERE ${ofRow(table, column)})`;
  const made = sql`(SELECT new FROM ${KEPT} WHERE ${ofRow(table, column)})`;
  return m.run(sql`UPDATE ${into} SET ${value} = ${old}
    WHERE id IN (${rows(table, column)}) AND ${value} IS ${made} AND typeof(${value}) = typeof(${made})`).changes;
}

function rows(table: string, column: string): SqlQuery {
  return sql`SELECT row_id FROM ${KEPT} WHERE table_name = ${table} AND column_name = ${column}`;
}

function ofRow(table: string, column: string): SqlQuery {
  return sql`table_name = ${table} AND column_name = ${column} AND row_id = ${sql.id(table, 'id')}`;
}

function count(m: MigrationContext, query: SqlQuery): number {
  return m.get<{ n: number }>(query)?.n ?? 0;
}
