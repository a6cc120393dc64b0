import { Bot } from 'grammy';
import { expect, onTestFinished, test } from 'vitest';
import { telegramForTest } from './call.js';

test('a real grammY bot runs on it', async () => {
  const telegram = await telegramForTest();
  const bot = new Bot(telegram.token, { client: { apiRoot: telegram.root } });
  bot.command('ask', (context) =>
    context.reply('<b>Sure?</b>', { parse_mode: 'HTML', reply_markup: { inline_keyboard: [[{ text: 'Yes', callback_data: 'yes' }]] } }),
  );
  bot.callbackQuery('yes', async (context) => {
    await context.editMessageText('Done');
    await context.answerCallbackQuery('Thanks');
  });
  void bot.start();
  onTestFinished(() => bot.stop());
  const ann = telegram.as(telegram.user('Ann'));
  const card = await ann.ask('/ask', 'Sure?');
  expect(await ann.press(card, 'Yes')).toMatchObject({ text: 'Thanks' });
  expect((await ann.expect('Done')).text).toBe('Done');
});
