import { code, line, title } from '../message/value.js';
import type { Message } from '../message/value.js';
import { time } from '../wording/words.js';
import type { Verdict } from './judge.js';

/** What the owner is told of somebody who got silence. */
export function strangerMessage({ person, chat, reason }: Extract<Verdict, { kind: 'silence' }>, at: string): Message {
  return {
    head: title('🚫', 'Somebody else wrote to this bot'),
    sections: [
      [
        line('Name: ', person === null ? '–' : code(person.name)),
        line('User id: ', code(String(person?.id ?? '–'))),
        line('Chat id: ', code(String(chat ?? '–'))),
        line(`Why not: ${reason}`),
        line(`When: ${time(at)}`),
      ],
    ],
    foot: [line('They got no answer. You are told of the same person once a day, and of five people an hour at most.')],
  };
}
