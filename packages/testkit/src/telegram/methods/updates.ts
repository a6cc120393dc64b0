import { badRequest, conflict } from '../api-error.js';
import type { Parameters } from '../parameters.js';
import { Webhook } from '../webhook.js';
import type { Backend, Methods } from './method.js';

const LONGEST_POLL_SECONDS = 50;
const LONGEST_SECRET = 256;

/** Methods by which the bot gets its updates. */
export const updateMethods: Methods = {
  getUpdates: ({ world, webhook }, parameters, gone) => {
    if (webhook !== null) throw conflict(WEBHOOK_ACTIVE);
    allow(world.updates, parameters);
    const seconds = parameters.integer('timeout', 0, 0, LONGEST_POLL_SECONDS);
    return world.updates.poll(parameters.integer('offset', 0), parameters.integer('limit', 100, 1, 100), seconds * 1000, gone);
  },

  setWebhook: (backend, parameters) => {
    const url = parameters.text('url');
    if (url === '') return deleteWebhook(backend, parameters);
    const { updates } = backend.world;
    checkUrl(url);
    const secret = parameters.text('secret_token');
    if (secret.length > LONGEST_SECRET) throw badRequest('secret token is too long');
    if (!/^[\w-]*$/.test(secret)) throw badRequest('secret token contains unallowed characters');
    allow(updates, parameters);
    if (parameters.flag('drop_pending_updates')) updates.drop();
    updates.oust('terminated by setWebhook request');
    backend.webhook?.end();
    backend.webhook = new Webhook(url, secret, updates, backend.call);
    return true;
  },

  deleteWebhook,

  getWebhookInfo: ({ world, webhook }) =>
    webhook?.info ?? { url: '', has_custom_certificate: false, pending_update_count: world.updates.size },
};

const WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";

function deleteWebhook(backend: Backend, parameters: Parameters): true {
  if (parameters.flag('drop_pending_updates')) backend.world.updates.drop();
  backend.webhook?.end();
  backend.webhook = null;
  return true;
}

/** HTTPS, as on the real server; on this machine HTTP, too, as a local Bot API server allows. */
function checkUrl(url: string): void {
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' };
  if (protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname))) return;
  throw badRequest(protocol === 'http:' ? 'bad webhook: An HTTPS URL must be provided for webhook' : 'invalid webhook URL specified');
}

function allow(updates: { allowed: readonly string[] }, parameters: Parameters): void {
  const allowed = parameters.json('allowed_updates', "can't parse allowed_updates JSON object");
  if (Array.isArray(allowed)) updates.allowed = allowed.map(String);
}
