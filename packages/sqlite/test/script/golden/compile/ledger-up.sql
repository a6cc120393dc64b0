CREATE TABLE IF NOT EXISTS schema_migrations (version TEXT PRIMARY KEY);
INSERT OR IGNORE INTO "main".[Schema_Migrations] ("VERSION", applied_at, `description`) VALUES (2, datetime('now', '-1 day'), 'It''s ours') ON CONFLICT DO NOTHING;
REPLACE INTO 'schema_migrations' VALUES ('0002', CURRENT_TIMESTAMP, 'second', NULL, 0);
SELECT * FROM schema_migrations;
CREATE TABLE backup AS SELECT * FROM schema_migrations;
