-- Rollback: 003_rollback_reentry_system.sql
-- Database: zepix_price_action.db
-- Description: V6.1 to V6.0, remove the re-entry chains and profit bookings

-- Bookings name chains, so they go first. The indexes go with their tables.
DROP TABLE v6_profit_bookings;
DROP TABLE v6_reentry_chains;
