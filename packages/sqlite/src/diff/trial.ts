import Database from 'better-sqlite3';
import { extended } from '../connection/extend.js';
import { introspect, readStoredObjects, readTableFacts } from '../model/index.js';
import { storedBy } from './stored.js';
import type { StoredSchema } from './stored.js';

const ORDER = ['table', 'index', 'view', 'trigger'] as const;
const UNKNOWN_FUNCTION = /^(?:no such function|unknown function): (.+?)(?:\(\))?$/;

/** A database in memory with a schema and without rows, on which statements are tried before they are proposed. */
export class Trial {
  readonly #db: Database.Database;

  private constructor(db: Database.Database) {
    this.#db = db;
  }

  static empty(): Trial {
    const db = extended(new Database(':memory:'));
    db.pragma('foreign_keys = OFF');
    return new Trial(db);
  }

  /** Null where SQLite can't build the schema here: it needs a module or a collation of the application's. */
  static of(schema: StoredSchema): Trial | null {
    const trial = Trial.empty();
    try {
      for (const type of ORDER) for (const object of schema.objects) if (object.type === type) trial.run(object.sql ?? '');
      return trial;
    } catch {
      trial.close();
      return null;
    }
  }

  /** A function of the application's that the schema mentions gets a stand-in: nothing is computed here. */
  run(sql: string): void {
    for (;;) {
      try {
        this.#db.exec(sql);
        return;
      } catch (error) {
        const name = UNKNOWN_FUNCTION.exec((error as Error).message)?.[1];
        if (name === undefined) throw error;
        this.#db.function(name, { deterministic: true, varargs: true }, () => null);
      }
    }
  }

  /** Runs statements; where one fails, or `verdict` says no behind the last, they all are as if they had not been. */
  attempt(statements: readonly string[], verdict: () => boolean = () => true): boolean {
    this.#db.exec('SAVEPOINT attempt');
    let holds = false;
    try {
      for (const sql of statements) this.run(sql);
      holds = verdict();
    } catch {
      holds = false;
    }
    this.#db.exec(holds ? 'RELEASE attempt' : 'ROLLBACK TO attempt; RELEASE attempt');
    return holds;
  }

  read(): StoredSchema {
    const db = this.#db;
    const reader = {
      objects: () => readStoredObjects(db),
      tables: () => readTableFacts(db),
      model: (ignore: (name: string) => boolean) => introspect(db, ignore),
    };
    return storedBy(reader, () => false);
  }

  /** The columns of a table or view with their types, which for an expression is empty. SQLite's own errors pass through. */
  columns(name: string): readonly NamedType[] {
    return this.#db.prepare('SELECT name, type FROM pragma_table_info(?)').all(name) as NamedType[];
  }

  close(): void {
    this.#db.close();
  }
}

export interface NamedType {
  readonly name: string;
  readonly type: string;
}

/** The columns of a view in the schema that scripts make; none where SQLite can't tell. */
export function viewColumns(scripts: readonly string[], view: string): readonly NamedType[] {
  const trial = Trial.empty();
  try {
    for (const script of scripts) trial.run(script);
    return trial.columns(view);
  } catch {
    return [];
  } finally {
    trial.close();
  }
}

/** The schema that scripts make on an empty database, one after the other. SQLite's own errors pass through. */
export function readStoredOf(scripts: readonly string[]): StoredSchema {
  const trial = Trial.empty();
  try {
    for (const script of scripts) trial.run(script);
    return trial.read();
  } finally {
    trial.close();
  }
}

/** The version of the SQLite that is bundled: `3.53.2`. */
export function bundledVersion(): string {
  const db = new Database(':memory:');
  try {
    return db.prepare('SELECT sqlite_version()').pluck().get() as string;
  } finally {
    db.close();
  }
}
