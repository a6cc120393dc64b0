import type { Setup } from '../compose.js';
import type { GlobalOptions } from '../options.js';
import type { Terminal } from '../terminal/terminal.js';

/** What a parsed command line asks for. The code that does it is loaded when it is performed, so that help starts fast. */
export interface Invocation {
  readonly command: string;
  readonly options: GlobalOptions;
  /** Gives the exit code. */
  readonly perform: (setup: Setup, terminal: Terminal) => Promise<number>;
}

/** What a definition is made with. */
export interface Definer {
  /** How the user calls this program: `zepix-migrate`, `pnpm migrate`. */
  readonly name: string;
  readonly invoke: (invocation: Invocation) => void;
}
