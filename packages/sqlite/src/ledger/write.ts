import { gzipSync } from 'node:zlib';
import type Database from 'better-sqlite3';
import { CHAIN_START, chainHash, versionKey } from '@zepix/migrations-core';
import type { Cursor, HistoryEvent, HistoryHead, LedgerEntry, LedgerWriter, Schema, Version } from '@zepix/migrations-core';
import { prepared, value } from '../connection/prepared.js';
import { ledgerShape } from './shape.js';
import { ADDED_COLUMNS, createHistory, createLedger, createModels } from './tables.js';
import type { LedgerTables } from './tables.js';

/** Writes the ledger through one connection. Statements are prepared once. */
export class SqliteLedgerWriter implements LedgerWriter {
  readonly #db: Database.Database;
  readonly #tables: LedgerTables;
  #longest = { dataVersion: -1, length: 0 };

  constructor(db: Database.Database, tables: LedgerTables) {
    this.#db = db;
    this.#tables = tables;
  }

  prepare(): 'nothing' | 'created' | 'extended' {
    const shape = ledgerShape(this.#db, this.#tables.ledger);
    if (shape.kind === 'foreign') throw new Error(`refusing to write a foreign ledger: ${shape.reason}`);
    if (shape.kind === 'absent') this.#db.exec(createLedger(this.#tables));
    else this.#extend(shape.missing);
    const hadHistory = this.#hasHistory();
    this.#db.exec(createHistory(this.#tables));
    this.#db.exec(createModels(this.#tables));
    if (shape.kind === 'absent') return 'created';
    return shape.missing.length > 0 || !hadHistory ? 'extended' : 'nothing';
  }

  #extend(missing: readonly string[]): void {
    for (const [name, type] of ADDED_COLUMNS) {
      if (missing.includes(name)) this.#db.exec(`ALTER TABLE ${this.#tables.ledger} ADD COLUMN ${name} ${type}`);
    }
  }

  #hasHistory(): boolean {
    return this.#db.prepare('SELECT 1 FROM sqlite_schema WHERE lower(name) = lower(?)').get(this.#tables.history) !== undefined;
  }

  has(version: Version): boolean {
    const spellings = this.#spellings(version);
    const any = '?, '.repeat(spellings.length - 1);
    return this.#statement(`SELECT 1 FROM ${this.#tables.ledger} WHERE version IN (${any}?)`).get(...spellings) !== undefined;
  }

  record(entry: LedgerEntry): void {
    this.#longest.length = Math.max(this.#longest.length, entry.version.length);
    this.#statement(`INSERT OR REPLACE INTO ${this.#tables.ledger} (version, applied_at, description, checksum, execution_time_ms, name, state, cursor,
      run_id, applied_by, host, tool_version, cookie, schema_before, schema_after, rollback_sql, rollback_checksum)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
      entry.version,
      entry.appliedAt,
      entry.description,
      entry.checksum,
      entry.executionTimeMs,
      entry.name,
      entry.state,
      entry.cursor === null ? null : JSON.stringify(entry.cursor),
      entry.runId,
      entry.appliedBy,
      entry.host,
      entry.toolVersion,
      entry.cookie,
      entry.schemaBefore,
      entry.schemaAfter,
      entry.rollbackSql,
      entry.rollbackChecksum,
    );
  }

  remove(version: Version): void {
    for (const spelling of this.#spellings(version)) this.#statement(`DELETE FROM ${this.#tables.ledger} WHERE version = ?`).run(spelling);
  }

  advance(version: Version, cursor: Cursor): void {
    const sql = `UPDATE ${this.#tables.ledger} SET state = 'running', cursor = ? WHERE version = ?`;
    for (const spelling of this.#spellings(version)) this.#statement(sql).run(JSON.stringify(cursor), spelling);
  }

  append(event: HistoryEvent): HistoryHead {
    const { history } = this.#tables;
    const last = value(this.#db, `SELECT hash FROM ${history} ORDER BY id DESC LIMIT 1`) as string | undefined;
    const previousHash = last ?? CHAIN_START;
    const hash = chainHash(previousHash, event);
    const { lastInsertRowid } = this.#statement(`INSERT INTO ${history}
      (at, event, version, run_id, cookie, schema_hash, details, previous_hash, hash)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
      event.at,
      event.event,
      event.version,
      event.runId,
      event.cookie,
      event.schema,
      JSON.stringify(event.details),
      previousHash,
      hash,
    );
    return { hash, length: Number(lastInsertRowid) };
  }

  storeSchema({ hash, text }: Schema): void {
    const known = this.#statement(`SELECT 1 FROM ${this.#tables.models} WHERE hash = ?`).get(hash);
    if (known === undefined) this.#statement(`INSERT INTO ${this.#tables.models} (hash, model) VALUES (?, ?)`).run(hash, gzipSync(text));
  }

  /**
   * Every text in which the ledger can hold the version, its own first: the same number, whatever its leading zeros. Each is looked up by the
   * primary key, since comparing the numbers would read every row.
   */
  #spellings(version: Version): readonly string[] {
    const key = versionKey(version);
    const longest = Math.max(version.length, this.#longestVersion());
    const all = [version];
    for (let spelling = key; spelling.length <= longest; spelling = `0${spelling}`) if (spelling !== version) all.push(spelling);
    return all;
  }

  /** At least the length of the longest version there. Read again only when another connection wrote: `data_version` tells of nothing else. */
  #longestVersion(): number {
    const dataVersion = value(this.#db, 'PRAGMA data_version') as number;
    if (this.#longest.dataVersion !== dataVersion) {
      const length = value(this.#db, `SELECT max(length(version)) FROM ${this.#tables.ledger}`) as number | null;
      this.#longest = { dataVersion, length: length ?? 0 };
    }
    return this.#longest.length;
  }

  #statement(sql: string): Database.Statement {
    return prepared(this.#db, sql);
  }
}
