SELECT 1;
  SELECT 'it''s; 
-- no end
