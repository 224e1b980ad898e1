// The schema of HAR 1.2 as a check for tests: what a document breaks, in words; empty for a sound one.
import { createRequire } from "node:module";
import { Ajv } from "ajv";
import formats from "ajv-formats";

const require = createRequire(import.meta.url);
const schemas: Record<string, object> = require("har-schema");
const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addMetaSchema(require("ajv/dist/refs/json-schema-draft-06.json"));
for (const schema of Object.values(schemas)) ajv.addSchema(schema);

/** What in a HAR document breaks the schema. */
export function harFaults(document: unknown): string[] {
  const validate = ajv.getSchema("har.json#");
  if (!validate) throw new Error("har-schema has no har.json");
  validate(document);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
