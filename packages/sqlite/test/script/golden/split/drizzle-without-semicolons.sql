CREATE TABLE a (x)
--> statement-breakpoint
CREATE TRIGGER t AFTER INSERT ON a BEGIN
  UPDATE a SET x = 1; --> statement-breakpoint
  UPDATE a SET x = 2;
END
--> statement-breakpoint

--> statement-breakpoint
CREATE INDEX i ON a (x) /* inner */ --> statement-breakpoint
SELECT 1
