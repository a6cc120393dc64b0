-- Rollback: 003_rollback_reentry_chains.sql
-- Database: zepix_combined.db
-- Description: V3.1 to V3, remove the re-entry chains

-- Its three indexes go with it. The trades it points to stay as they are.
DROP TABLE v3_reentry_chains;
