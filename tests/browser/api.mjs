// api.mjs - the document of the API is one by the schema of OpenAPI 3.1, not only in our
// own eyes.
import { Validator } from '@seriousme/openapi-schema-validator';
import { base, test, report, equal, truthy } from './harness.mjs';

const document = await (await fetch(`${base}/openapi.json`)).json();

await test('the document of the API is OpenAPI 3.1', async () => {
	const validator = new Validator();
	const found = await validator.validate(document);

	equal(JSON.stringify(found.errors ?? []), '[]', 'what the schema says');
	truthy(found.valid, 'not valid');
	equal(validator.version, '3.1', 'its version');
});

await test('and the schema would say otherwise', async () => {
	const broken = structuredClone(document);

	delete Object.values(Object.values(broken.paths)[0])[0].responses[200].description;
	truthy(!(await new Validator().validate(broken)).valid, 'a response without a description is valid');
});

process.exit(report());
