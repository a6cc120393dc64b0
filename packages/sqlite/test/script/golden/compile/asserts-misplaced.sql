-- assert: above a change
CREATE TABLE a (x); -- assert: behind one
SELECT
  -- assert: inside
  1;
-- assert: first
-- assert: second
SELECT 1;
-- assert: explained
EXPLAIN SELECT 1;
-- assert: above BEGIN
BEGIN;
COMMIT;
-- assert: above nothing
