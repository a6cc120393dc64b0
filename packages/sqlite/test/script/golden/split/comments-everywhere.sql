/* before */ -- line; with 'quote
SELECT /* a;b */ 1 -- c;d
  , 2 /**/ + /***/ 3 /* behind */ -- last
; -- same line; SELECT 9;
-- above
-- above too
/* block
; */
SELECT/*x*/4--y
;CREATE VIEW with_comment AS SELECT 1 -- kept by SQLite
;SELECT 5 - - 6--7
;
SELECT 8 / 2 * 3 -- the end