// Every tool that is measured, ours first. Those that npm brings must be installed (lib/install.mjs).
import { dbmate } from './dbmate.mjs';
import { drizzle } from './drizzle.mjs';
import { floor } from './floor.mjs';
import { knex } from './knex.mjs';
import { kysely } from './kysely.mjs';
import { commandLine, everything, library } from './ours.mjs';
import { umzug } from './umzug.mjs';

export const TOOLS = [floor, library, commandLine, everything, dbmate, drizzle, knex, kysely, umzug];
