// The process that runs migrations for the bot.
'use strict';
require('../dist/main.cjs').engine();
