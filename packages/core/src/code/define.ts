import type { MigrationDefinition, RollbackDefinition } from '../ports/code.js';

/** Types a migration, or a rollback of its own, that is written as code; gives it back as it is. */
export function defineMigration<D extends MigrationDefinition | RollbackDefinition>(definition: D): D {
  return definition;
}

type Definition = MigrationDefinition | RollbackDefinition;

const KINDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  up: isFunction,
  down: isFunction,
  description: (value) => typeof value === 'string',
  transaction: (value) => typeof value === 'boolean',
  foreignKeys: (value) => typeof value === 'boolean',
  reversible: (value) => typeof value === 'boolean',
  requires: (value) => [value].flat().every((one) => typeof one === 'string'),
};
const WANTED: Readonly<Record<string, string>> = {
  up: 'a function',
  down: 'a function',
  description: 'a text',
  requires: 'a text, or a list of texts',
};

/** The definition that a module exports, or what is wrong with it in words. */
export function readDefinition(exported: unknown): Definition | string {
  if (typeof exported !== 'object' || exported === null) return 'it has no default export; write "export default defineMigration({ … })"';
  const entries = Object.entries(exported).filter(([, value]) => value !== undefined);
  for (const [key, value] of entries) {
    const fits = Object.hasOwn(KINDS, key) ? KINDS[key] : undefined;
    if (fits === undefined) return `it says "${key}", which is unknown; known are ${Object.keys(KINDS).join(', ')}`;
    if (!fits(value)) return `"${key}" must be ${WANTED[key] ?? 'true or false'}`;
    if (isAsync(value)) return `"${key}" is async: nothing can be awaited inside a transaction`;
  }
  if (entries.some(([key]) => key === 'up' || key === 'down')) return exported as Definition;
  return 'it has neither "up" nor "down"';
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

/** Async functions and generators; a function that only returns a promise is seen when it does. */
function isAsync(value: unknown): boolean {
  return typeof value === 'function' && /^(Async|Generator)/.test(value.constructor.name);
}
