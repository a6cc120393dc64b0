import { userInfo } from 'node:os';
import type { Actor } from '@zepix/testkit';

type Shown = Awaited<ReturnType<Actor['expect']>>;

const TAGS: Readonly<Record<string, string>> = { bold: 'b', italic: 'i', code: 'code' };

/** A message as it is on the page: its text with its marks, and its buttons. Whatever is another in each run is the same here. */
export function render(message: Shown): string {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  const buttons = rows.map((row) => row.map(({ text }) => `[ ${text} ]`).join(' '));
  return ['<pre>', settled(marked(message)), ...(buttons.length === 0 ? [] : ['', ...buttons]), '</pre>'].join('\n');
}

function marked({ text = '', entities = [] }: Shown): string {
  let html = '';
  let at = 0;
  for (const { type, offset, length } of entities) {
    const tag = TAGS[type];
    if (tag === undefined) continue;
    html += `${escape(text.slice(at, offset))}<${tag}>${escape(text.slice(offset, offset + length))}</${tag}>`;
    at = offset + length;
  }
  return (html + escape(text.slice(at))).replaceAll('\u2060', '');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const CHANGING: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, '2026-01-12 09:30:00 UTC'],
  [/(?<=at )\d\d:\d\d:\d\d UTC/g, '09:30:00 UTC'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/g, '2026-01-12T09:30:00.000Z'],
  [/\d{8}T\d{6}Z/g, '20260112T093000Z'],
  [/R-[0-9A-Z]{6}/g, 'R-7K3QX9'],
  [/(?<=Plan <code>)[0-9a-f]{12}/g, '5d0c1a7be93f'],
  [/\b\d+(\.\d+)? m?s\b/g, '12 ms'],
  [/\b\d+\.\d+ [MG]iB/g, '41.20 GiB'],
  [/\b\d+(\.\d+)? (KiB|B)\b/g, '128.0 KiB'],
  [/\b100\d{4,}\b/g, '1000001'],
  [new RegExp(`(?<=by <b>)${userInfo().username}(?=</b>)`, 'g'), 'zepix'],
];

function settled(html: string): string {
  return CHANGING.reduce((text, [pattern, word]) => text.replaceAll(pattern, word), html);
}
