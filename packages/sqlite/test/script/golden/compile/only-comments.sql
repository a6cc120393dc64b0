-- Description: nothing
/* ; */
-- to do ;
