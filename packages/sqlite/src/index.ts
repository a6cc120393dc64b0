export { sqliteDriver } from './driver.js';
