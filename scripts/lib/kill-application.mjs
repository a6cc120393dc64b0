// An application that writes while its database is migrated: one line of JSON for each row that is committed. Ends on SIGTERM.
//   node kill-application.mjs FILE FIRST_ID
import { writeSync } from 'node:fs';
import { Database } from './kill-stage.mjs';

const [file, first] = process.argv.slice(2);
const db = new Database(file, { timeout: 60_000 });
let id = Number(first);
let stops = false;
process.on('SIGTERM', () => (stops = true));
write();

function write() {
  if (stops) return db.close();
  id += 1;
  const table = id % 3 === 0 ? 'orders' : 'events';
  const sql = table === 'orders' ? 'INSERT INTO orders (id, symbol) VALUES (?, ?)' : 'INSERT INTO events (id, what) VALUES (?, ?)';
  try {
    db.prepare(sql).run(id, 'mine');
    writeSync(1, `${JSON.stringify({ id, table })}\n`);
  } catch (error) {
    if (error.code !== 'SQLITE_BUSY') throw error;
  }
  setTimeout(write, 3);
}
