import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { main, settingsOf } from './program.mjs';

const hash = (bytes) => createHash('sha256').update(bytes).digest('hex');

function read(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  return names.sort().map((name) => {
    const up = readFileSync(join(folder, name));
    const version = name.split('_')[0];
    const down = readFileSync(join(folder, 'rollback', `${version}_rollback.sql`));
    return { version, name, up: up.toString(), checksum: hash(up), down: down.toString(), rollbackChecksum: hash(down) };
  });
}

function open(file) {
  const db = new Database(file);
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = OFF');
  db.exec(`CREATE TABLE IF NOT EXISTS ledger (version TEXT PRIMARY KEY NOT NULL, name TEXT, applied_at TEXT, checksum TEXT,
    execution_time_ms INTEGER, rollback_sql TEXT, rollback_checksum TEXT)`);
  return db;
}

function using(place, body) {
  const db = open(place.file);
  try {
    body(db, read(place.folder));
    return settingsOf(db);
  } finally {
    db.close();
  }
}

function pendingOf(db, files) {
  const applied = new Map(db.prepare('SELECT version, checksum FROM ledger').raw().all());
  for (const { version, checksum } of files) {
    if (applied.has(version) && applied.get(version) !== checksum) throw new Error(`${version} was changed`);
  }
  return files.filter(({ version }) => !applied.has(version));
}

function up({ db, record }, file) {
  const started = performance.now();
  db.exec(file.up);
  const spent = Math.round(performance.now() - started);
  record.run(file.version, file.name, new Date().toISOString(), file.checksum, spent, file.down, file.rollbackChecksum);
}

const recorder = (db) => ({ db, record: db.prepare('INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?)') });

await main({
  up: (place) =>
    using(place, (db, files) => {
      const parts = recorder(db);
      const one = db.transaction((file) => up(parts, file));
      for (const file of pendingOf(db, files)) one.immediate(file);
    }),
  'up-together': (place) =>
    using(place, (db, files) => {
      const parts = recorder(db);
      db.transaction(() => pendingOf(db, files).forEach((file) => up(parts, file))).immediate();
    }),
  status: (place) => using(place, (db, files) => console.log(`${pendingOf(db, files).length} pending`)),
  down: (place, steps) =>
    using(place, (db, files) => {
      pendingOf(db, files);
      const remove = db.prepare('DELETE FROM ledger WHERE version = ?');
      const one = db.transaction((file) => {
        db.exec(file.down);
        remove.run(file.version);
      });
      for (const file of files.toReversed().slice(0, steps)) one.immediate(file);
    }),
});
