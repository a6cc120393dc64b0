import { describe, expect, it } from 'vitest';
import { modelOf } from '../model/database.js';
import { compareDeclared } from './compare-declared.js';

const MIGRATED = `
  CREATE TABLE parents (id INTEGER PRIMARY KEY AUTOINCREMENT);
  CREATE TABLE trades (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ticket INTEGER UNIQUE,
    parent INTEGER REFERENCES parents (id),
    status TEXT CHECK (status IN ('OPEN', 'CLOSED')) DEFAULT 'OPEN',
    lots REAL NOT NULL DEFAULT 0.10 CONSTRAINT positive CHECK (lots > 0),
    active BOOLEAN DEFAULT FALSE,
    opened TIMESTAMP DEFAULT CURRENT_TIMESTAMP
  );
  CREATE INDEX idx_status ON trades (status) WHERE active = 1;`;

const DECLARED = [
  'CREATE TABLE `parents` (`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL);',
  'CREATE TABLE `trades` (',
  ' `id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,',
  ' `ticket` integer,',
  ' `parent` integer,',
  " `status` text DEFAULT 'OPEN',",
  ' `lots` real DEFAULT 0.1 NOT NULL,',
  ' `active` BOOLEAN DEFAULT 0,',
  ' `opened` TIMESTAMP DEFAULT CURRENT_TIMESTAMP,',
  ' FOREIGN KEY (`parent`) REFERENCES `parents`(`id`) ON UPDATE no action ON DELETE no action,',
  ` CONSTRAINT "status_check" CHECK(status IN ('OPEN', 'CLOSED')),`,
  ' CONSTRAINT "positive" CHECK(lots > 0)',
  ');',
  'CREATE UNIQUE INDEX `trades_ticket_unique` ON `trades` (`ticket`);',
  'CREATE INDEX `idx_status` ON `trades` (`status`) WHERE active = 1;',
].join('\n');

function told(declared: string): readonly string[] {
  return compareDeclared(modelOf(MIGRATED), modelOf(declared)).map(({ object, change }) => `${change} ${object}`);
}

/** The declaration with one change; the text to change must be there. */
function changed(from: string, to: string): string {
  if (!DECLARED.includes(from)) throw new Error(`The declaration does not hold ${from}.`);
  return DECLARED.replace(from, to);
}

describe('what Drizzle has no words for', () => {
  it('is no difference', () => {
    expect(told(DECLARED)).toEqual([]);
  });
});

describe('a real difference is one', () => {
  it.each<[what: string, from: string, to: string, told: readonly string[]]>([
    ['a column that is missing', ' `opened` TIMESTAMP DEFAULT CURRENT_TIMESTAMP,', '', ['missing column trades.opened']],
    ['a column that is too much', ' `ticket` integer,', ' `ticket` integer, `note` text,', ['unexpected column trades.note']],
    ['another order', ' `ticket` integer,\n `parent` integer,', ' `parent` integer,\n `ticket` integer,', ['changed columns of trades']],
    ['another type', 'lots` real', 'lots` integer', ['changed column trades.lots']],
    ['a type that is only alike', '`opened` TIMESTAMP', '`opened` NUMERIC', ['changed column trades.opened']],
    ['another default', 'DEFAULT 0.1 ', 'DEFAULT 0.2 ', ['changed column trades.lots']],
    ['a default of another type', "DEFAULT 'OPEN'", 'DEFAULT 0', ['changed column trades.status']],
    ['no default', ' DEFAULT CURRENT_TIMESTAMP', '', ['changed column trades.opened']],
    ['a default of another moment', 'DEFAULT CURRENT_TIMESTAMP', 'DEFAULT CURRENT_DATE', ['changed column trades.opened']],
    ['no NOT NULL', 'DEFAULT 0.1 NOT NULL', 'DEFAULT 0.1', ['changed column trades.lots']],
    ['NOT NULL where there is none', '`ticket` integer', '`ticket` integer NOT NULL', ['changed column trades.ticket']],
    [
      'a check that is lost',
      ` CONSTRAINT "status_check" CHECK(status IN ('OPEN', 'CLOSED')),`,
      '',
      ["missing check trades: status IN ('OPEN', 'CLOSED')"],
    ],
    [
      'another check',
      `'CLOSED')),`,
      `'DONE')),`,
      ["missing check trades: status IN ('OPEN', 'CLOSED')", 'unexpected check trades: status_check'],
    ],
    ['a check under another name', '"positive"', '"lots_check"', ['unexpected check trades: lots_check', 'missing check trades: positive']],
    ['no unique', 'CREATE UNIQUE INDEX `trades_ticket_unique` ON `trades` (`ticket`);', '', ['missing unique trades(ticket)']],
    [
      'another unique',
      '`trades_ticket_unique` ON `trades` (`ticket`)',
      '`trades_ticket_unique` ON `trades` (`ticket`, `parent`)',
      ['missing unique trades(ticket)', 'unexpected index trades_ticket_unique'],
    ],
    [
      'a unique of some rows',
      '`trades_ticket_unique` ON `trades` (`ticket`)',
      '`trades_ticket_unique` ON `trades` (`ticket`) WHERE active = 1',
      ['missing unique trades(ticket)', 'unexpected index trades_ticket_unique'],
    ],
    [
      'an index that is not unique',
      'CREATE UNIQUE INDEX',
      'CREATE INDEX',
      ['missing unique trades(ticket)', 'unexpected index trades_ticket_unique'],
    ],
    ['one unique too many', 'CREATE UNIQUE', 'CREATE UNIQUE INDEX other ON trades (parent); CREATE UNIQUE', ['unexpected index other']],
    ['an index that is missing', 'CREATE INDEX `idx_status` ON `trades` (`status`) WHERE active = 1;', '', ['missing index idx_status']],
    ['an index of other rows', 'WHERE active = 1', 'WHERE active = 0', ['changed index idx_status']],
    ['another action', 'ON DELETE no action', 'ON DELETE cascade', ['changed foreign key trades(parent) → parents(id)']],
    ['no AUTOINCREMENT', 'PRIMARY KEY AUTOINCREMENT NOT NULL,', 'PRIMARY KEY NOT NULL,', ['changed primary key of trades']],
  ])('%s', (_, from, to, expected) => {
    expect(told(changed(from, to))).toEqual(expected);
  });

  it('a table that is missing, and one too many', () => {
    expect(told(`${DECLARED} CREATE TABLE more (id); DROP TABLE trades;`)).toEqual([
      'unexpected table more',
      'missing table trades',
      'missing index idx_status',
    ]);
  });
});
