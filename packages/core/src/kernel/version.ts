/**
 * A migration's version: the digits at the start of its file name, kept as text ("002", "20260112093000") and compared as a whole
 * number of any size, so that 1000 comes after 999 and "2" is the same version as "002".
 */
export type Version = string;

/** As a goal: no migration at all. Other tools number from 0000, which is a version like any other. */
export const NOTHING: Version = '0';

/** Orders two versions by number: negative when `a` comes first, 0 when both are the same number. */
export function compareVersions(a: Version, b: Version): number {
  if (a === b) return 0;
  if (a.length === b.length) return a < b ? -1 : 1;
  const [left, right] = [BigInt(a), BigInt(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Whether the two name the same migration ("2" and "002" do). */
export function sameVersion(a: Version, b: Version): boolean {
  return compareVersions(a, b) === 0;
}

/** The version's number as a key for maps and sets: "002" → "2". */
export function versionKey(version: Version): string {
  return version.replace(/^0+(?=\d)/, '');
}

/** Whether the text is a version at all: digits and nothing else. */
export function isVersion(text: string): boolean {
  return /^\d+$/.test(text);
}
