/** A function of an application, called by SQL with text, numbers, blobs as Buffer, and null; with bigints where it asked for them. */
export type SqlFunction = (...values: never[]) => unknown;

/** What SQLite may know of a function. https://sqlite.org/appfunc.html */
export interface SqlFunctionOptions {
  /** Whether the same arguments always give the same: needed in indexes and generated columns. Default false. */
  readonly deterministic?: boolean;
  /** Whether it takes any number of arguments; default false: as many as the function declares. */
  readonly varargs?: boolean;
  /** Whether triggers and views must not call it. Default false. */
  readonly directOnly?: boolean;
  /** Whether integers come as bigint. Default false. */
  readonly safeIntegers?: boolean;
}

/** How an aggregate is made of rows: as `aggregate` of better-sqlite3. */
export interface SqlAggregateOptions extends SqlFunctionOptions {
  readonly start?: unknown;
  readonly step: SqlFunction;
  readonly inverse?: SqlFunction;
  readonly result?: SqlFunction;
}

/** What can be added to a connection. Packages with a `load(db)`, such as sqlite-vec, take it in place of a database. */
export interface Extensible {
  function(name: string, call: SqlFunction): unknown;
  function(name: string, options: SqlFunctionOptions, call: SqlFunction): unknown;
  aggregate(name: string, options: SqlAggregateOptions): unknown;
  /** `file`: absolute, or where the system looks for libraries. */
  loadExtension(file: string, entryPoint?: string): unknown;
}

/**
 * Gives a connection what the application's own ones have: functions that migrations, triggers, CHECKs or indexes call, and loadable
 * extensions. Called for every connection that reads or changes a database, scratch ones and copies included, before anything is done on it.
 */
export type Extend = (connection: Extensible) => void;
