-- Rollback: 001_rollback_initial_schema.sql
-- Database: zepix_bot.db
-- Description: Remove the central tables

-- Children first. The indexes go with their tables.
DROP TABLE sync_status;
DROP TABLE system_events;
DROP TABLE system_config;
DROP TABLE aggregated_trades;
DROP TABLE plugins_registry;
