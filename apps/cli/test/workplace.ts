import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import type { DatabaseReport, Report } from '@zepix/migrations-core';
import { runBin, startBin } from './bin.js';
import type { Result, Running } from './bin.js';
import { readDocument } from './document.js';

type Environment = Readonly<Record<string, string>>;

/** Arguments: a line that is cut at blanks, or a list where an argument holds blanks itself. */
export type Arguments = string | readonly string[];

/** A report with the exit code it came with. */
export interface Answer {
  readonly code: number | null;
  readonly report: Report;
  readonly stderr: string;
}

/** A temporary folder to run the bin in. It, and every database opened through it, is gone when the test ends. */
export interface Workplace {
  readonly root: string;
  readonly path: (name: string) => string;
  readonly write: (name: string, text: string) => void;
  readonly read: (name: string) => string;
  readonly exists: (name: string) => boolean;
  readonly remove: (name: string) => void;
  /** Names of all files below a folder, sorted, with forward slashes. */
  readonly files: (folder?: string) => string[];
  /** Opens a database, creating it when it is missing. */
  readonly open: (name: string) => Database.Database;
  /** Runs SQL on a database, creating it when it is missing. */
  readonly sql: (name: string, sql: string) => void;
  /** The rows of a query, each as a list of values. */
  readonly rows: (name: string, sql: string) => unknown[];
  readonly run: (args: Arguments, env?: Environment) => Promise<Result>;
  /** Runs with `--json`; what stdout holds must be one valid document. */
  readonly json: (args: Arguments, env?: Environment) => Promise<Answer>;
  /** Starts the bin without waiting for its end. It is killed when the test ends before. */
  readonly start: (args: Arguments, env?: Environment) => Running;
}

export function workplace(): Workplace {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'zepix-cli-')));
  const opened: Database.Database[] = [];
  onTestFinished(() => {
    for (const database of opened) database.close();
    rmSync(root, { recursive: true, force: true });
  });
  const path = (name: string): string => join(root, name);
  const open = (name: string): Database.Database => {
    mkdirSync(dirname(path(name)), { recursive: true });
    const database = new Database(path(name));
    opened.push(database);
    return database;
  };
  const run = (args: Arguments, env?: Environment): Promise<Result> => runBin(list(args), { cwd: root, env });
  return {
    root,
    path,
    open,
    run,
    write: (name, text) => {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), text);
    },
    read: (name) => readFileSync(path(name), 'utf8'),
    exists: (name) => existsSync(path(name)),
    remove: (name) => rmSync(path(name), { recursive: true }),
    files: (folder = '.') => filesBelow(path(folder)).toSorted(),
    sql: (name, sql) => {
      mkdirSync(dirname(path(name)), { recursive: true });
      using(new Database(path(name)), (database) => database.exec(sql));
    },
    rows: (name, sql) => using(new Database(path(name), { readonly: true }), (database) => database.prepare(sql).raw().all()),
    json: async (args, env) => {
      const { code, stdout, stderr } = await run([...list(args), '--json'], env);
      return { code, report: readDocument(stdout), stderr };
    },
    start: (args, env) => started(list(args), root, env),
  };
}

/** The one database of a report with that name. */
export function of({ report }: Pick<Answer, 'report'>, name: string): DatabaseReport {
  const found = report.databases.filter((database) => database.name === name);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`The report has ${found.length} databases named ${name}.`);
  return found[0];
}

function started(args: readonly string[], cwd: string, env: Environment | undefined): Running {
  const running = startBin(args, { cwd, env });
  onTestFinished(async () => {
    running.process.kill('SIGKILL');
    await running.result;
  });
  return running;
}

function using<R>(database: Database.Database, body: (database: Database.Database) => R): R {
  try {
    return body(database);
  } finally {
    database.close();
  }
}

function list(args: Arguments): readonly string[] {
  return typeof args === 'string' ? args.split(' ').filter((word) => word !== '') : args;
}

function filesBelow(folder: string, prefix = ''): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(join(folder, entry.name), `${prefix}${entry.name}/`) : [`${prefix}${entry.name}`],
  );
}
