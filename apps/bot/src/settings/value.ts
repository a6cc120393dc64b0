import { invalidSetting } from './refuse.js';

/** One setting as it was given: by the environment, where it is text, or by the file. */
export interface Given {
  /** What to call it in an error. */
  readonly name: string;
  /** Undefined where it was not given. */
  readonly value: unknown;
}

/** @throws MigrationError CONFIG_INVALID */
export function integer({ name, value }: Given, otherwise: number, least: number, most: number): number {
  if (value === undefined) return otherwise;
  const number = typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= least && number <= most) return number;
  throw invalidSetting(name, `must be a whole number from ${least} to ${most}, not ${JSON.stringify(value)}`);
}

/** Ids in a list, or in a text with commas or spaces. @throws MigrationError CONFIG_INVALID */
export function ids(given: Given, kind: 'user' | 'group'): readonly number[] {
  const { name, value } = given;
  if (value === undefined) return [];
  const list: unknown = typeof value === 'string' ? value.split(/[\s,]+/).filter((part) => part !== '') : value;
  if (!Array.isArray(list)) throw invalidSetting(name, 'must be a list of ids');
  return list.map((one) => id({ name, value: one }, kind));
}

/** @throws MigrationError CONFIG_INVALID */
export function id({ name, value }: Given, kind: 'user' | 'group' | 'chat'): number {
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number === 0) {
    throw invalidSetting(name, `must hold Telegram's numeric ids, not ${JSON.stringify(value)}`);
  }
  if (kind === 'user' && number < 0) throw invalidSetting(name, `must hold ids of users; ${number} is the id of a group`);
  if (kind === 'group' && number > 0)
    throw invalidSetting(name, `must hold ids of groups, which are negative; ${number} is the id of a user`);
  return number;
}

/** @throws MigrationError CONFIG_INVALID */
export function flag({ name, value }: Given): boolean {
  if (value === undefined || value === false || value === 'false' || value === '0') return false;
  if (value === true || value === 'true' || value === '1') return true;
  throw invalidSetting(name, `must be true or false, not ${JSON.stringify(value)}`);
}

/** @throws MigrationError CONFIG_INVALID */
export function text({ name, value }: Given, otherwise: string): string {
  if (value === undefined) return otherwise;
  if (typeof value === 'string' && value !== '') return value;
  throw invalidSetting(name, 'must be a text');
}

/** A web address of one of the given schemes, without a slash at its end. @throws MigrationError CONFIG_INVALID */
export function address(given: Given, otherwise: string): string {
  const value = text(given, otherwise);
  if (URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol)) return value.replace(/\/+$/, '');
  throw invalidSetting(given.name, `must be a web address, not ${JSON.stringify(value)}`);
}
