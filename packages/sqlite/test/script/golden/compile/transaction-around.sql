SELECT 'before';
begin immediate transaction;
CREATE TABLE a (x);
END;
SELECT 'after';
PRAGMA foreign_key_check;
-- assert: a is there
SELECT COUNT(*) = 1 FROM sqlite_schema WHERE name = 'a';
SELECT CASE WHEN 0 THEN RAISE(ABORT, 'late') END;
PRAGMA foreign_keys = ON;
EXPLAIN COMMIT;
