import { describe, expect, it } from 'vitest';
import { displayWidth } from '../src/terminal/width.js';

describe('the width of a text on a terminal', () => {
  it.each([
    ['plain', 5],
    ['', 0],
    ['\u001b[32mgreen\u001b[39m', 5],
    ['naïve', 5],
    ['nai\u0308ve', 5],
    ['● – ✔ …', 7],
    ['移行', 4],
    ['ｶﾅ', 2],
    ['🟢', 2],
    ['✔\ufe0f', 2],
    ['👩‍💻', 2],
  ])('of %j is %d', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});
