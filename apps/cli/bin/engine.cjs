// The process that runs migrations for the command line.
'use strict';
require('./bundle.cjs').loadBundle('engine').engine();
