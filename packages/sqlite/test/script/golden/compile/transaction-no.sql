-- Transaction: NO
PRAGMA foreign_keys = OFF;
PRAGMA journal_mode = WAL;
PRAGMA user_version = 3;
VACUUM;
BEGIN;
CREATE TABLE a (x);
INSERT INTO schema_migrations (version) VALUES ('002');
COMMIT;
SELECT 1;
PRAGMA legacy_alter_table(1);
ATTACH ':memory:' AS x; DETACH x;
