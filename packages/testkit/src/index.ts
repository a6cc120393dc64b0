export { JOURNAL_MODES, inDatabase, openDatabase, rowsOf, sqliteCatalog } from './database.js';
export type { CatalogEntry, JournalMode } from './database.js';
export { temporaryFolder, writeFiles } from './folder.js';
export type { Files, TemporaryFolder } from './folder.js';
export { makeMigrator, migrationsFolder } from './migrator.js';
export type { DatabaseSetup, MigratorSetup } from './migrator.js';
export { fillCentral, fillCombined, fillLegacy, fillPriceAction } from './data/index.js';
export type { FillOptions, Filled } from './data/index.js';
export { buttonsOf, parseHtml, startTelegram, TELEGRAM_LIMITS } from './telegram/index.js';
export type {
  Actor,
  BotStanding,
  Call,
  CallbackAnswer,
  Change,
  Fault,
  FaultKind,
  FormattedText,
  GroupOptions,
  InjectedFault,
  Journal,
  Limits,
  SendOptions,
  Telegram,
  TelegramOptions,
  Wanted,
} from './telegram/index.js';
