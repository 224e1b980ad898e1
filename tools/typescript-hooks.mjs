// Lets Node run this repository's TypeScript as it stands, for tools that share code with the tests:
// node --import ./tools/typescript-hooks.mjs FILE. The types are dropped, not checked.
import { register } from "node:module";

register(new URL("typescript-loader.mjs", import.meta.url));
