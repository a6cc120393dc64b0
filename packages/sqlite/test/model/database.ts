import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { compareModels, introspect, toSchema } from '../../src/model/index.js';
import type { SchemaModel } from '../../src/model/index.js';

/** Opens a database file of its own, runs the body and removes everything. */
export function withDatabase<R>(body: (db: Database.Database, file: string) => R): R {
  const folder = mkdtempSync(join(tmpdir(), 'zepix-model-'));
  const file = join(folder, 'test.db');
  const db = new Database(file);
  try {
    db.pragma('synchronous = OFF');
    return body(db, file);
  } finally {
    db.close();
    rmSync(folder, { recursive: true });
  }
}

export const nothingIgnored = (): boolean => false;

/** The model of a fresh database on which the scripts ran, one after the other. */
export function modelOf(...scripts: readonly string[]): SchemaModel {
  return withDatabase((db) => {
    for (const script of scripts) db.exec(script);
    return introspect(db, nothingIgnored);
  });
}

export function hashOf(...scripts: readonly string[]): string {
  return toSchema(modelOf(...scripts)).hash;
}

/** The differences between two schemas, each as `change object: expected | found`. */
export function differences(expected: string, found: string): readonly string[] {
  return compareModels(modelOf(expected), modelOf(found)).map(
    (each) => `${each.change} ${each.object}: ${each.expected ?? '-'} | ${each.found ?? '-'}`,
  );
}
