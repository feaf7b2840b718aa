// A member at a real browser: opens the authorization URL in Chromium, fills in whatever page comes, and prints the
// address at which the browser is sent back to the application. Orders come as JSON on standard input: `url`, `redirect`
// (what that address begins with), `username`, `password`, `deny` (press Cancel instead).
import { text } from 'node:stream/consumers';
import { chromium } from 'playwright-core';

const STEPS = 12;
const SECONDS = 60;
const { url, redirect, username, password, deny } = JSON.parse(await text(process.stdin));

const browser = await chromium.launch({
  executablePath: process.env.BILLFOLD_CHROMIUM,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
try {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(SECONDS * 1000);
  const { callback } = await listen(page);
  console.log(await Promise.race([callback, signIn(page)]));
} finally {
  await browser.close();
}

// Chromium opens no private-use scheme by itself, as no system browser does: the redirect itself tells where it leads.
async function listen(page) {
  const network = await page.context().newCDPSession(page);
  await network.send('Network.enable');
  const callback = new Promise((resolve) => {
    network.on('Network.responseReceivedExtraInfo', ({ headers }) => {
      for (const [name, value] of Object.entries(headers)) {
        if (name.toLowerCase() === 'location' && value.startsWith(redirect)) resolve(value);
      }
    });
  });
  return { callback };
}

async function signIn(page) {
  await page.goto(url).catch(ignoreRedirect);
  for (let step = 0; step < STEPS; step += 1) {
    const submit = page.locator('button[type=submit]:not(.other), input[type=submit]').first();
    if (!(await submit.isVisible())) break;
    const entries = [
      ['input[type=text][required], input[name=username]', username],
      ['input[type=password]', password],
    ];
    for (const [selector, value] of entries) {
      const field = page.locator(selector).first();
      if (await field.isVisible()) await field.fill(value);
    }
    const choice = page.locator('input[type=radio][required]').first();
    if (await choice.isVisible()) await choice.check();
    const cancel = page.locator('a, button').filter({ hasText: /cancel|deny/i }).first();
    const navigated = page.waitForEvent('framenavigated').catch(ignoreRedirect);
    await (deny ? cancel : submit).click();
    await navigated;
    await page.waitForLoadState().catch(ignoreRedirect);
  }
  // A redirect that has begun is told a moment later.
  await page.waitForTimeout(1000);
  throw new Error(`the sign-in ended at a page: ${(await page.innerText('body')).slice(0, 400)}`);
}

function ignoreRedirect(error) {
  if (!/ERR_ABORTED|ERR_UNKNOWN_URL_SCHEME|interrupted|Timeout|closed/.test(error.message)) throw error;
}
