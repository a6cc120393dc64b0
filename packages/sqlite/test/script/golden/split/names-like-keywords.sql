CREATE TABLE case_log (begin, "end", "trigger");
CREATE TABLE "trigger" (a);
CREATE VIEW trigger_view AS SELECT * FROM "trigger";
CREATE TEMP TABLE temp_trigger (a); CREATE TABLE end (end);
INSERT INTO end (end) VALUES ('; END;');
BEGIN;
UPDATE end SET end = CASE end WHEN 1 THEN 2 END;
END;
