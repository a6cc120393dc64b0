import picocolors from 'picocolors';
import type { DatabaseState } from '@zepix/migrations-core';

/** Colours by meaning; the identity where colours are off. */
export interface Style {
  readonly good: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly command: (text: string) => string;
}

export function createStyle(colours: boolean): Style {
  const { green, yellow, red, dim, bold, cyan } = picocolors.createColors(colours);
  return { good: green, warn: yellow, bad: red, dim, strong: bold, command: cyan };
}

/** Whether to colour: never with NO_COLOR or --no-color, always with FORCE_COLOR, otherwise on a terminal. */
export function wantsColour(option: boolean, env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  if (!option || (env['NO_COLOR'] ?? '') !== '') return false;
  if ((env['FORCE_COLOR'] ?? '') !== '' && env['FORCE_COLOR'] !== '0') return true;
  return isTerminal && env['TERM'] !== 'dumb';
}

/** How well a state is: green is only what is known to be well. */
export function stateTone(state: DatabaseState): 'good' | 'warn' | 'bad' {
  if (state === 'up-to-date') return 'good';
  return state === 'pending' || state === 'uninitialised' || state === 'missing' ? 'warn' : 'bad';
}

export function stateStyle(state: DatabaseState, style: Style): (text: string) => string {
  return style[stateTone(state)];
}
