CREATE TABLE orders (
    id INTEGER PRIMARY KEY AUTOINCREMENT, plugin_id TEXT NOT NULL, ticket INTEGER NOT NULL, symbol TEXT NOT NULL,
    order_type TEXT NOT NULL, lots REAL NOT NULL, entry_price REAL NOT NULL, sl REAL, tp REAL, status TEXT DEFAULT 'OPEN',
    opened_at DATETIME DEFAULT CURRENT_TIMESTAMP, closed_at DATETIME, profit REAL, created_at DATETIME DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE schema_migrations (version TEXT PRIMARY KEY, applied_at DATETIME, description TEXT, checksum TEXT, execution_time_ms INTEGER);
