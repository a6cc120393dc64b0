import { expect, test } from 'vitest';
import { parseHtml } from '@zepix/testkit';

const refusal = (source: string): string => {
  try {
    parseHtml(source);
    return 'accepted';
  } catch (error) {
    return (error as Error).message.replace("Bad Request: can't parse entities: ", '');
  }
};

test.each([
  ['<b>open', 'Can\'t find end tag corresponding to start tag "b"'],
  ['<h1>no</h1>', 'Unsupported start tag "h1" at byte offset 0'],
  ['é <br> x', 'Unsupported start tag "br" at byte offset 3'],
  ['a < b', 'Unsupported start tag "" at byte offset 2'],
  ['a <', 'Unclosed start tag at byte offset 2'],
  ['1 <2> 3', 'Unsupported start tag "2" at byte offset 2'],
  ['<b><i>x</b></i>', 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'],
  ['x</b>', 'Unexpected end tag at byte offset 1'],
  ['<b>x</b', 'Unclosed end tag at byte offset 4'],
  ['<b', 'Unclosed start tag at byte offset 0'],
  ['<span>x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
  ['<a href=x/y>x</a>', 'Unexpected end of name token at byte offset 8'],
  ['<a ="x">x</a>', 'Empty attribute name in the tag "a" at byte offset 0'],
  ['<a href="x>x', 'Unclosed start tag at byte offset 0'],
])('%s is refused', (source, reason) => {
  expect(refusal(source)).toBe(reason);
});

test('formatting becomes entities that count UTF-16 units', () => {
  expect(parseHtml('😀 <b>bold <i>both</i></b> <code class="x">c</code>')).toEqual({
    text: '😀 bold both c',
    entities: [
      { type: 'bold', offset: 3, length: 9 },
      { type: 'italic', offset: 8, length: 4 },
      { type: 'code', offset: 13, length: 1 },
    ],
  });
});

test('only four names and numbers are references; the rest stays as written', () => {
  expect(parseHtml('&lt;b&gt; &amp; &quot;&#39;&#x41; &nbsp;&copy; a&b &lt x &#0;').text).toBe('<b> & "\'A &nbsp;&copy; a&b < x &#0;');
});

test('a link needs an address, or it is only its text', () => {
  expect(parseHtml('<a href="https://example.com?a=1&amp;b=2">x</a><a href="nowhere">y</a>')).toEqual({
    text: 'xy',
    entities: [{ type: 'text_link', offset: 0, length: 1, url: 'https://example.com?a=1&b=2' }],
  });
});
