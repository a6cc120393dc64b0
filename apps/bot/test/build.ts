import { execFileSync } from 'node:child_process';
import { BIN } from './bot-process.js';

/** Once before all tests: the bin brings its bundle up to date, so that no test sees it building. */
export function setup(): void {
  execFileSync(process.execPath, [BIN, '--version'], { stdio: ['ignore', 'ignore', 'inherit'] });
}
