import { cpSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { workplace } from '../workplace.js';
import type { Workplace } from '../workplace.js';
import { EXPECTED } from './expectations.js';

const ROOT = new URL('../../../../', import.meta.url);

/** A copy of what the repository ships for the three databases: zepix.config.ts and its migrations. The databases do not exist yet. */
export function checkout(): Workplace {
  const place = workplace();
  for (const name of ['zepix.config.ts', 'migrations']) cpSync(fileURLToPath(new URL(name, ROOT)), place.path(name), { recursive: true });
  mkdirSync(place.path('databases'));
  return place;
}

/** Where a database lies in the checkout. */
export function fileOf(name: keyof typeof EXPECTED): string {
  return `databases/${EXPECTED[name].file}`;
}
