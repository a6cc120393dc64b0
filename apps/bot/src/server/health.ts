import type { Pulse } from '../telegram/pulse.js';
import { listen } from './listen.js';
import type { Listening } from './listen.js';

/** What `GET /health` tells. */
export interface Health {
  readonly ok: boolean;
  readonly mode: 'polling' | 'webhook';
  readonly uptimeSeconds: number;
  /** Since when Telegram does not answer; null while it does. */
  readonly telegramSilentSince: string | null;
  /** When Telegram answered last; null before it ever did. */
  readonly telegramAnsweredAt: string | null;
}

/** A poll ends after 30 s at the latest. */
const SILENCE_MS = 120_000;

/** Serves `GET /health`: 200 while the bot works, 503 when Telegram has not answered for two minutes. It tells nothing of databases or people. */
export function serveHealth(
  where: { readonly host: string; readonly port: number },
  mode: Health['mode'],
  pulse: Pulse,
): Promise<Listening> {
  return listen('Health', where, (request, response) => {
    if (request.url !== '/health' || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(404).end();
      return;
    }
    const health = healthOf(mode, pulse, Date.now());
    response
      .writeHead(health.ok ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' })
      .end(JSON.stringify(health));
  });
}

function healthOf(mode: Health['mode'], { silentSince, lastAnswer }: Pulse, now: number): Health {
  const isLost = silentSince !== null && now - silentSince > SILENCE_MS;
  const isStuck = mode === 'polling' && lastAnswer !== null && now - lastAnswer > SILENCE_MS;
  return {
    ok: lastAnswer !== null && !isLost && !isStuck,
    mode,
    uptimeSeconds: Math.round(process.uptime()),
    telegramSilentSince: timeOf(silentSince),
    telegramAnsweredAt: timeOf(lastAnswer),
  };
}

function timeOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
