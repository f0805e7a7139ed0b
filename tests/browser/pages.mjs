// pages.mjs - every page in both languages, light and dark, at 360 and 1280 pixels: no
// message, no stranger, no violation of accessibility, nothing wider than the window.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { base, shots, test, report, equal, truthy, open, visit } from './harness.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await open();

// One address of each kind: the pattern of a path is its kind, whatever it names.
const kind = (path) => path.replace(/^\/(zh|en)/, '').replace(/\?.*$/, (q) =>
	'?' + [...new URLSearchParams(q)].map(([name]) => name).sort().join('&'))
	.replace(/^\/search\?.*/, '/search?*') // one page, whatever is asked
	.replace(/\/(donor|rule|entry|flag|figure|source)\/[^/?]+/, '/$1/*');

const kinds_kept = 60;
async function walk() {
	const { context, page } = await visit(browser);
	const found = new Map(), todo = ['/zh/'];
	const seen = new Set();

	while (todo.length && found.size < kinds_kept) {
		const path = todo.shift();
		const answer = await page.goto(base + path);
		if (!(answer.headers()['content-type'] ?? '').startsWith('text/html'))
			continue;
		found.set(kind(path), path);
		for (const href of await page.$$eval('a[href]', (all) =>
			all.map((a) => new URL(a.getAttribute('href'), location.href).href))) {
			const url = new URL(href);
			const next = url.pathname + url.search;
			if (url.origin !== base || !/^\/zh\//.test(next) || /\.\w+$/.test(url.pathname) ||
			    url.searchParams.has('after') || url.searchParams.size > 1 || seen.has(kind(next)))
				continue;
			seen.add(kind(next));
			todo.push(next);
		}
	}
	await context.close();
	return [...found.values()];
}

const name_of = (path) => path.replace(/^\//, '').replace(/[^\w.-]+/g, '_').slice(0, 60) || 'root';

// Both layouts and both colour schemes, and each of the two is asked of by axe once.
const settings = [
	{ width: 360, scheme: 'light', axe: true }, { width: 1280, scheme: 'light' },
	{ width: 360, scheme: 'dark' }, { width: 1280, scheme: 'dark', axe: true },
];

async function check_page(seat, path) {
	const { page, wrong, width, scheme } = seat;
	wrong.length = 0;
	const answer = await page.goto(base + path);
	const wide = await page.evaluate(() => document.documentElement.scrollWidth);
	await page.screenshot({ path: `${shots}/${name_of(path)}-${width}-${scheme}.png`, fullPage: true });
	equal(answer.status(), 200, 'status');
	equal(wrong.join('; '), '', 'in the browser');
	truthy(wide <= width, `the page is ${wide} pixels wide in a window of ${width}`);
	if (!seat.axe)
		return;
	await page.evaluate(axe); // not addScriptTag: the policy of the page forbids it, rightly
	const found = await page.evaluate(() => window.axe.run());
	equal(found.violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 120)}`).join('; '), '',
		'accessibility');
}

const zh = await walk();
await test(`the walk from the front page finds the pages (${zh.length})`, async () => {
	for (const wanted of ['/search', '/donor/*', '/recipient?name', '/election?name', '/entry/*',
		'/flags', '/rules', '/rule/*', '/reconcile', '/whatif', '/lag', '/check', '/sources', '/api'])
		truthy(zh.some((p) => kind(p) === wanted || kind(p).startsWith(`${wanted}?`)),
			`${wanted} is reached by no link: ${zh.map(kind).join(' ')}`);
});

for (const setting of settings) {
	const seat = { ...setting, ...await visit(browser,
		{ viewport: { width: setting.width, height: 900 }, colorScheme: setting.scheme }) };
	for (const path of zh)
		for (const here of [path, path.replace(/^\/zh/, '/en')])
			await test(`${here} at ${setting.width}, ${setting.scheme}`, () => check_page(seat, here));
	await seat.context.close();
}

await test('pages in Chinese are in Chinese, those in English in English', async () => {
	const { context, page } = await visit(browser);
	for (const [language, heading] of [['zh', '選舉'], ['en', 'Elections']]) {
		await page.goto(`${base}/${language}/elections`);
		equal(await page.textContent('h1'), heading, `the heading of /${language}/elections`);
	}
	await context.close();
});

await test('a search by keyboard alone', async () => {
	const { context, page, wrong } = await visit(browser);
	await page.goto(`${base}/en/`);
	await page.keyboard.press('Tab');
	equal(await page.evaluate(() => document.activeElement.className), 'skip', 'the first stop');
	for (let i = 0; i < 40; i++) {
		await page.keyboard.press('Tab');
		if (await page.evaluate(() => document.activeElement.id) === 'q')
			break;
	}
	equal(await page.evaluate(() => document.activeElement.id), 'q', 'the box of the search');
	await page.keyboard.type('建設');
	await page.keyboard.press('Enter');
	await page.waitForURL(/\/en\/search\?q=/);
	truthy(await page.locator('#rows tbody tr').count() > 0, 'no rows');
	equal(wrong.join('; '), '', 'in the browser');
	await context.close();
});

await test('gifts of one company over 500,000 in 2022 as a workbook, and back to the source: five clicks', async () => {
	const { context, page } = await visit(browser, { acceptDownloads: true });
	await page.goto(`${base}/en/`);
	await page.fill('#q', '空中樓閣');
	await page.click('form.search button');                                   // 1
	await page.click('details.filters > summary');                            // 2
	await page.fill('input[name=min]', '500000');
	await page.fill('input[name=year]', '2022');
	await page.click('details.filters button');                               // 3
	await page.waitForURL(/amount=500000/);
	const rows = await page.locator('#rows tbody tr').count();
	truthy(rows > 0, 'no rows');
	const [download] = await Promise.all([page.waitForEvent('download'),
		page.click('.downloads a:has-text("Excel")')]);                       // 4
	truthy(/\.xlsx$/.test(download.suggestedFilename()), download.suggestedFilename());
	await page.click('#rows tbody tr:first-child .c-amount a');               // 5
	truthy((await page.textContent('main')).includes('.zip'), 'the entry names no source file');
	await context.close();
});

await test('without scripts everything is there', async () => {
	const { context, page } = await visit(browser, { javaScriptEnabled: false });
	await page.goto(`${base}/zh/search?q=${encodeURIComponent('建設')}`);
	truthy(await page.locator('#rows tbody tr').count() > 0, 'no rows');
	await context.close();
});

await test('at 200 % of the size of letters nothing is wider than the window', async () => {
	const { context, page } = await visit(browser, { viewport: { width: 640, height: 900 } });
	await page.goto(`${base}/zh/search?q=${encodeURIComponent('建設')}`);
	await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; }).catch(() => {});
	let wide = 0;
	for (let i = 0; i < 20 && (wide = await page.evaluate(() => document.documentElement.scrollWidth)) > 640; i++)
		await page.waitForTimeout(100); // the letters may still be on their way
	truthy(wide <= 640, `${wide} pixels wide in a window of 640`);
	await context.close();
});

await test('a page on paper keeps its rows and its Chinese', async () => {
	const { context, page } = await visit(browser);
	await page.goto(`${base}/zh/search?q=${encodeURIComponent('空中樓閣')}`);
	await page.pdf({ path: `${shots}/search.pdf`, format: 'A4' });
	const { execFileSync } = await import('node:child_process');
	const text = execFileSync('pdftotext', ['-layout', `${shots}/search.pdf`, '-'], { encoding: 'utf8' });
	truthy(text.includes('空中樓閣'), 'the name is not on the paper');
	await context.close();
});

await browser.close();
process.exit(report());
