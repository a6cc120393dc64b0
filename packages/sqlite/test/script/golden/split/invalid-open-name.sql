SELECT "a"" FROM t;
