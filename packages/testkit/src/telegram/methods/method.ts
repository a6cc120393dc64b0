import type { FloodControl } from '../limits.js';
import type { Parameters } from '../parameters.js';
import type { BotCommands } from '../bot-commands.js';
import type { Webhook } from '../webhook.js';
import type { World } from '../world.js';

/** What the methods of one bot share. */
export interface Backend {
  readonly world: World;
  readonly flood: FloodControl;
  readonly commands: BotCommands;
  webhook: Webhook | null;
  /** Carries a call out, as a webhook's answer may ask for. */
  readonly call: (method: string, parameters: Record<string, unknown>) => Promise<void>;
}

/** Carries a call out; what it gives is the answer's `result`. @throws ApiError */
export type Method = (backend: Backend, parameters: Parameters, gone: AbortSignal) => unknown;
export type Methods = Readonly<Record<string, Method>>;
