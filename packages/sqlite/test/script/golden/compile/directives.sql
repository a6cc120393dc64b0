-- rebuild: orders
-- copy: lots = lots * 2
CREATE TABLE orders (id INTEGER PRIMARY KEY);
-- copy: prose above something else
INSERT INTO orders DEFAULT VALUES;
-- rebuilding: prose
CREATE TABLE b (x);
