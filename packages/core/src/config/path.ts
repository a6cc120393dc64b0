import { existsSync } from 'node:fs';
import { resolve, sep } from 'node:path';

/**
 * A path of a configuration, absolute. One that was written on Windows (`databases\\app.db`) is read as such elsewhere too, unless there is
 * something of that very name: a configuration is shared, and a file called `databases\\app.db` is what nobody wants.
 */
export function resolvePath(root: string, path: string): string {
  const literal = resolve(root, path);
  if (sep === '\\' || !path.includes('\\') || existsSync(literal)) return literal;
  return resolve(root, path.replaceAll('\\', '/'));
}
