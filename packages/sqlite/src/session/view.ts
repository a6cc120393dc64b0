import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import type {
  Contents,
  Effect,
  HistoryEntry,
  LedgerReading,
  Schema,
  SchemaObject,
  Statement,
  Target,
  Version,
  View,
  Violation,
} from '@zepix/migrations-core';
import { explained } from '../connection/errors.js';
import { schemaCookie, value } from '../connection/prepared.js';
import { readContents } from '../content/contents.js';
import { readObjects } from '../content/objects.js';
import { readHistory, readLedger, readModel, readRollback } from '../ledger/read.js';
import { isOwnObject, ledgerTables } from '../ledger/tables.js';
import type { LedgerTables } from '../ledger/tables.js';
import { introspect, toSchema } from '../model/index.js';
import { freeSpace } from '../target/free-space.js';
import { ForeignKeys } from './foreign-keys.js';
import { touchesLittle } from './proportion.js';
import { effectsOnRows } from './rows.js';

const MOST_FINDINGS = 20;

/** Reading through one connection, whatever it is opened for. */
export class SqliteView implements View {
  protected readonly db: Database.Database;
  protected readonly target: Target;
  protected readonly tables: LedgerTables;
  protected readonly foreignKeys: ForeignKeys;

  constructor(db: Database.Database, target: Target) {
    this.db = db;
    this.target = target;
    this.tables = ledgerTables(target.ledgerTable);
    this.foreignKeys = new ForeignKeys(db);
  }

  /** The connection, for the workbench alone. */
  get connection(): Database.Database {
    this.outside();
    return this.db;
  }

  ledger(): LedgerReading {
    return this.reading(() => readLedger(this.db, this.tables));
  }

  rollbackSql(version: Version): string | null {
    return this.reading(() => readRollback(this.db, this.tables, version));
  }

  history(): readonly HistoryEntry[] {
    return this.reading(() => readHistory(this.db, this.tables));
  }

  cookie(): number {
    return this.reading(() => schemaCookie(this.db));
  }

  schema(): Schema {
    return this.reading(() => toSchema(introspect(this.db, isOwnObject(this.tables.ledger))));
  }

  objects(): readonly SchemaObject[] {
    return this.reading(() => readObjects(this.db, isOwnObject(this.tables.ledger)));
  }

  contents(): Contents {
    return this.reading(() => readContents(this.db, isOwnObject(this.tables.ledger)));
  }

  storedSchema(hash: string): Schema | null {
    return this.reading(() => readModel(this.db, this.tables, hash));
  }

  effectsOnRows(effects: readonly Effect[]): readonly Effect[] {
    return this.reading(() => effectsOnRows(this.db, effects, isOwnObject(this.tables.ledger)));
  }

  cascadingDeletes(effects: readonly Effect[]): readonly Effect[] {
    return this.reading(() => this.foreignKeys.cascading(effects));
  }

  integrity(before: () => readonly Statement[] | null = () => null): readonly string[] {
    const rows = this.reading(() => {
      const what = touchesLittle(this.db, this.target.id, before) ? 'sqlite_schema' : MOST_FINDINGS;
      return this.db.pragma(`quick_check(${what})`) as { quick_check: string }[];
    });
    return rows.map(({ quick_check }) => quick_check).filter((finding) => finding !== 'ok');
  }

  foreignKeyViolations(): readonly Violation[] {
    return this.reading(() => this.foreignKeys.allViolations());
  }

  size(): number {
    return ['', '-wal'].reduce((sum, suffix) => sum + (statSync(`${this.target.id}${suffix}`, { throwIfNoEntry: false })?.size ?? 0), 0);
  }

  freeSpace(): number | null {
    return freeSpace(dirname(this.target.id));
  }

  room(): { readonly size: number; readonly used: number; readonly aside: number } {
    return this.reading(() => {
      // Only VACUUM changes the size of a page, and has everything compiled anew.
      const pages = (schema: 'main' | 'temp') => {
        const number = (name: 'page_count' | 'freelist_count' | 'page_size'): number =>
          value(this.db, `PRAGMA ${schema}.${name}`) as number;
        const [all, size] = [number('page_count'), number('page_size')];
        return { size: all * size, used: (all - number('freelist_count')) * size };
      };
      return { ...pages('main'), aside: pages('temp').used };
    });
  }

  settings(): Readonly<Record<string, string>> {
    return this.reading(() => ({
      journal_mode: String(this.db.pragma('journal_mode', { simple: true })),
      sqlite_version: String(this.db.prepare('SELECT sqlite_version()').pluck().get()),
    }));
  }

  /** Told before something is done on the connection: a session sees to it that it may wait for others. */
  protected outside(): void {
    return;
  }

  /** Does something on the connection; what goes wrong with the file is told as that. */
  reading<R>(action: () => R): R {
    this.outside();
    try {
      return action();
    } catch (error) {
      throw explained(error, this.target.shown);
    }
  }
}
