import type Database from 'better-sqlite3';
import type { AuditEntry, BotState, Request } from '@zepix/migrations-telegram';

/** The bot's state, and how it ends. */
export interface OpenState extends BotState {
  close(): void;
}

const KEPT_DAYS = 90;
const DAY_MS = 86_400_000;
const ENDED = ['done', 'failed', 'rejected', 'expired', 'stale'];

/** A state in an SQLite file of its own: every call is one transaction. What is long over is forgotten when it is opened. */
export function sqliteState(database: Database.Database): OpenState {
  forgetOld(database);
  const statements = prepare(database);
  const find = (row: unknown): Request | null => (row === undefined ? null : (JSON.parse(String(row)) as Request));
  const note = ({ at, event, user, chat, request, detail }: AuditEntry): void =>
    void statements.record.run(at, event, user, chat, request, detail);

  const add = database.transaction((request: Request, entry: AuditEntry) => {
    statements.addRequest.run(request.id, request.status, request.askedAt, JSON.stringify(request));
    for (const nonce of Object.values(request.nonces)) statements.addNonce.run(nonce, request.id);
    note(entry);
  });
  const advance = database.transaction((...[id, from, change, entry]: Parameters<BotState['advance']>): Request | null => {
    const request = find(statements.byId.get(id));
    if (request === null || !from.includes(request.status)) return null;
    const changed = { ...request, ...change };
    statements.change.run(changed.status, JSON.stringify(changed), id);
    note(entry);
    return changed;
  });

  return {
    add: async (request, entry) => add.immediate(request, entry),
    find: async (nonce) => find(statements.byNonce.get(nonce)),
    list: async (statuses) => statements.byStatus.all(JSON.stringify(statuses)).map((body) => JSON.parse(String(body)) as Request),
    advance: async (...change) => advance.immediate(...change),
    record: async (entry) => note(entry),
    audit: async (most) => statements.audit.all(most) as AuditEntry[],
    remember: async (key, text, until) => void statements.remember.run(key, text, until),
    recall: async (key) => (statements.recall.get(key, new Date().toISOString()) as string | undefined) ?? null,
    forget: async (key) => void statements.forget.run(key),
    close: () => database.close(),
  };
}

function prepare(database: Database.Database) {
  const one = (sql: string): Database.Statement => database.prepare(sql).pluck();
  return {
    addRequest: database.prepare('INSERT INTO requests (id, status, asked_at, body) VALUES (?, ?, ?, ?)'),
    addNonce: database.prepare('INSERT INTO nonces (nonce, request) VALUES (?, ?)'),
    byId: one('SELECT body FROM requests WHERE id = ?'),
    byNonce: one('SELECT body FROM requests JOIN nonces ON nonces.request = requests.id WHERE nonce = ?'),
    byStatus: one('SELECT body FROM requests WHERE status IN (SELECT value FROM json_each(?)) ORDER BY asked_at, rowid'),
    change: database.prepare('UPDATE requests SET status = ?, body = ? WHERE id = ?'),
    record: database.prepare('INSERT INTO audit (at, event, user, chat, request, detail) VALUES (?, ?, ?, ?, ?, ?)'),
    audit: database.prepare('SELECT at, event, user, chat, request, detail FROM audit ORDER BY number DESC LIMIT ?'),
    remember: database.prepare('INSERT OR REPLACE INTO memory (key, text, until) VALUES (?, ?, ?)'),
    recall: one('SELECT text FROM memory WHERE key = ? AND (until IS NULL OR until > ?)'),
    forget: database.prepare('DELETE FROM memory WHERE key = ?'),
  };
}

function forgetOld(database: Database.Database): void {
  const now = Date.now();
  database.transaction(() => {
    database.prepare('DELETE FROM memory WHERE until <= ?').run(new Date(now).toISOString());
    database
      .prepare('DELETE FROM requests WHERE status IN (SELECT value FROM json_each(?)) AND asked_at < ?')
      .run(JSON.stringify(ENDED), new Date(now - KEPT_DAYS * DAY_MS).toISOString());
  })();
}

/** The newest lines of an audit log, newest first, as `--audit` prints them. */
export function readAudit(database: Database.Database, most: number): readonly AuditEntry[] {
  return prepare(database).audit.all(most) as AuditEntry[];
}
