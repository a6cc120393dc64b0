import { bashScript } from './bash.js';
import type { ProgramWords } from './describe.js';
import { fishScript } from './fish.js';
import { powershellScript } from './powershell.js';
import { zshScript } from './zsh.js';

export type Shell = 'bash' | 'zsh' | 'fish' | 'powershell';

const SCRIPTS: Readonly<Record<Shell, (program: ProgramWords) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
  powershell: powershellScript,
};

/** The script that teaches a shell a program's words. */
export function completionScript(shell: Shell, program: ProgramWords): string {
  return SCRIPTS[shell](program);
}
