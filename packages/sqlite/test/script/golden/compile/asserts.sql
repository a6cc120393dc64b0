-- Description: asserts
-- assert: there are no orders
SELECT COUNT(*) = 0 FROM orders;

-- why
-- ASSERT:   every lot is positive
/* block */
WITH bad AS (SELECT 1 FROM orders WHERE lots <= 0) SELECT NOT EXISTS (SELECT 1 FROM bad);
-- assert:
VALUES (1);
-- assertion: prose
SELECT 1;
