import { commandList, scopeKey } from '../bot-commands.js';
import type { Methods } from './method.js';

/** Methods for the menu of commands. */
export const commandMethods: Methods = {
  setMyCommands: ({ world, commands }, parameters) => {
    const list = commandList(parameters);
    const scope = scopeKey(parameters, world);
    if (list.length === 0) commands.delete(scope);
    else commands.set(scope, list);
    return true;
  },
  getMyCommands: ({ world, commands }, parameters) => commands.get(scopeKey(parameters, world)),
  deleteMyCommands: ({ world, commands }, parameters) => {
    commands.delete(scopeKey(parameters, world));
    return true;
  },
};
