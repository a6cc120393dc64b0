import { expect, test } from 'vitest';
import { readAim } from '../src/commands/order.js';

const READ: readonly (readonly [words: string, aim: ReturnType<typeof readAim>])[] = [
  ['', { databases: [], to: null, steps: null }],
  ['combined', { databases: ['combined'], to: null, steps: null }],
  ['combined central', { databases: ['combined', 'central'], to: null, steps: null }],
  ['combined 2', { databases: ['combined'], to: null, steps: 2 }],
  ['2', { databases: [], to: null, steps: 2 }],
  ['combined to 003', { databases: ['combined'], to: '003', steps: null }],
  ['combined TO 003_reentry_chains', { databases: ['combined'], to: '003', steps: null }],
  ['to 20260112093000', { databases: [], to: '20260112093000', steps: null }],
  ['combined 0', null],
  ['combined 99999', null],
  ['to', null],
  ['combined to', null],
  ['combined to newest', null],
  ['combined to 1;', null],
  ['combined to 003 central', null],
];

test.each(READ)('"%s"', (words, aim) => {
  expect(readAim(words.split(' ').filter((word) => word !== ''))).toEqual(aim);
});
