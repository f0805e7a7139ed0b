// harness.mjs - a browser as a person has it, and a test runner in a page: TAP out.
import { chromium } from 'playwright-core';

export const base = process.env.BASE.replace(/\/$/, '');
export const shots = process.env.SHOTS;

let passed = 0, failed = 0, number = 0;

export async function test(name, body) {
	try {
		await body();
		passed++;
		console.log(`ok ${++number} ${name}`);
	} catch (error) {
		failed++;
		console.log(`not ok ${++number} ${name}`);
		for (const line of String(error.message ?? error).split('\n').slice(0, 12))
			console.log(`#   ${line}`);
	}
}

export function report() {
	console.log(`1..${number}\n# PASS: ${passed}\n# FAIL: ${failed}`);
	return failed ? 1 : 0;
}

export function equal(found, expected, what) {
	if (found !== expected)
		throw new Error(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`);
}

export function truthy(found, what) {
	if (!found)
		throw new Error(what);
}

export const open = () => chromium.launch({
	executablePath: process.env.CHROMIUM,
	args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
		'--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

// A page that remembers what must not happen: messages, errors, strangers, broken links.
export async function visit(browser, options = {}) {
	const context = await browser.newContext({ javaScriptEnabled: true, ...options });
	const page = await context.newPage();
	const wrong = [];

	page.on('console', (m) => wrong.push(`console: ${m.text()}`));
	page.on('pageerror', (e) => wrong.push(`error: ${e.message}`));
	page.on('request', (r) => {
		if (!r.url().startsWith(base))
			wrong.push(`a stranger was asked: ${r.url()}`);
	});
	page.on('response', (r) => {
		if (r.status() >= 400)
			wrong.push(`${r.status()} ${r.url()}`);
	});
	return { context, page, wrong };
}
