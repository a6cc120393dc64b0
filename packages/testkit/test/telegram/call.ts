import { onTestFinished } from 'vitest';
import { startTelegram } from '@zepix/testkit';
import type { Telegram, TelegramOptions } from '@zepix/testkit';

/** An emulator that ends with the test. */
export async function telegramForTest(options: TelegramOptions = {}): Promise<Telegram> {
  return startTelegram({ limits: null, ...options }, onTestFinished);
}

export interface Answer {
  readonly ok: boolean;
  readonly result?: unknown;
  readonly error_code?: number;
  readonly description?: string;
  readonly parameters?: object;
}

/** One call as JSON over HTTP, with the emulator's token unless another is given. */
export async function call(telegram: Telegram, method: string, parameters: object = {}, token = telegram.token): Promise<Answer> {
  const answer = await fetch(`${telegram.root}/bot${token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(parameters),
  });
  return (await answer.json()) as Answer;
}

/** `400 Bad Request: …` of a call that was refused, or `ok`. */
export async function verdict(telegram: Telegram, method: string, parameters: object): Promise<string> {
  const { ok, error_code: code, description } = await call(telegram, method, parameters);
  return ok ? 'ok' : `${code} ${description}`;
}
