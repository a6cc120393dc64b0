CREATE TABLE [v;1] ("a;""b" TEXT, `c;``d` TEXT, [e;"f] TEXT DEFAULT 'it''s; -- not a comment', g TEXT);
INSERT INTO [v;1] VALUES ('/* no */', x'3B27', X'', 'two
lines;');
INSERT INTO 'v;1' VALUES (1.5e-3, .5, 0x1F, 1_000);
SELECT '', '''', "a;""b" FROM [v;1] WHERE 1<2 AND 1!=2 AND 1<>2 AND '{"a":1}'->>'a' == 1 AND 7 >> 1 = 3 || '' ;
