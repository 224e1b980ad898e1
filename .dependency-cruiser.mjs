// Layers point downwards: http <- sigv4, endpoints <- diagnosis <- interception, report <- edges <- cli.

const core = "^src/(http|sigv4|endpoints|diagnosis|interception|report|doctor|library)/";
const edges = [
  "credentials",
  "evidence",
  "inputs",
  "inspector",
  "log",
  "proxy",
  "sandbox",
  "search",
  "telemetry",
];
const builtinOrPackage = ["core", "npm", "npm-dev", "npm-optional", "npm-peer", "npm-no-pkg", "npm-unknown"];

/** @param {string} folder @param {readonly string[]} below */
function layer(folder, below) {
  return {
    name: `${folder}-imports-only-what-is-below-it`,
    comment: `src/${folder}/ may import ${[folder, ...below].join(", ")} and nothing else of src/.`,
    severity: "error",
    from: { path: `^src/${folder}/` },
    to: { path: "^src/", pathNot: `^src/(${[folder, ...below].join("|")})/` },
  };
}

/** @param {string} edge */
function edgeAlone(edge) {
  const others = edges.filter((other) => other !== edge).join("|");
  return {
    name: `${edge}-imports-no-other-edge`,
    comment:
      "An edge that needs another declares the small interface it needs; src/cli/ passes the implementation.",
    severity: "error",
    from: { path: `^src/${edge}/` },
    to: { path: `^src/(${others}|cli)/|^src/main` },
  };
}

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    layer("http", []),
    layer("sigv4", ["http"]),
    layer("endpoints", ["http"]),
    layer("diagnosis", ["http", "sigv4", "endpoints"]),
    layer("interception", ["http", "sigv4", "endpoints", "diagnosis"]),
    layer("report", ["http", "sigv4", "endpoints", "diagnosis"]),
    layer("doctor", ["http", "sigv4", "endpoints", "diagnosis", "report"]),
    layer("library", ["http", "sigv4"]),
    {
      name: "the-package-s-library-stands-on-the-core",
      comment: "countersign/core has no sockets, files or environment.",
      severity: "error",
      from: { path: "^src/core\\.ts$" },
      to: { pathNot: "^src/(library|http|sigv4|endpoints|diagnosis|report)/" },
    },
    ...edges.map(edgeAlone),
    {
      name: "findings-do-not-import-each-other",
      comment: "A finding is one file: what two of them share belongs into src/diagnosis/.",
      severity: "error",
      from: { path: "^src/diagnosis/findings/" },
      to: { path: "^src/diagnosis/(findings/|catalogue)" },
    },
    {
      name: "core-imports-no-package-and-no-builtin",
      comment:
        "Values in, values out. Hashing sits in digest.ts and crc32.ts, the independent signer in second-opinion.ts.",
      severity: "error",
      from: { path: core, pathNot: "^src/(http/digest|http/crc32|sigv4/second-opinion)\\.ts$" },
      to: { dependencyTypes: builtinOrPackage },
    },
    {
      name: "digest-imports-only-crypto",
      severity: "error",
      from: { path: "^src/http/digest\\.ts$" },
      to: { dependencyTypes: builtinOrPackage, pathNot: "^(node:)?crypto$" },
    },
    {
      name: "crc32-imports-only-zlib",
      severity: "error",
      from: { path: "^src/http/crc32\\.ts$" },
      to: { dependencyTypes: builtinOrPackage, pathNot: "^(node:)?zlib$" },
    },
    {
      name: "second-opinion-imports-only-the-other-signer",
      severity: "error",
      from: { path: "^src/sigv4/second-opinion\\.ts$" },
      to: {
        dependencyTypes: builtinOrPackage,
        pathNot: "node_modules/(@smithy/signature-v4|@aws-crypto/sha256-js)/",
      },
    },
    {
      name: "http-mitm-proxy-lives-in-the-proxy-only",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/proxy/" },
      to: { path: "node_modules/http-mitm-proxy/" },
    },
    {
      name: "page-imports-only-the-core-and-preact",
      comment: "The page runs in a browser: of its server it knows the types, and nothing of Node is there.",
      severity: "error",
      from: { path: "^src/page/" },
      to: {
        path: ".",
        pathNot:
          "^src/(page|report|sigv4|http|endpoints|diagnosis)/|^src/inspector/inspector-api\\.ts$|node_modules/preact/",
      },
    },
    {
      name: "nothing-imports-the-page",
      comment: "It is built for browsers by tools/build-page.mjs.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/page/" },
      to: { path: "^src/page/" },
    },
    {
      name: "no-cycles-at-run-time",
      comment:
        "Two files that know each other's types are fine; two that need each other to be loaded first are not.",
      severity: "error",
      from: { path: "^src/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "every-import-resolves",
      severity: "error",
      from: { path: "^src/" },
      to: { couldNotResolve: true },
    },
    {
      name: "only-declared-packages",
      comment: "A development package is absent where the packed program runs.",
      severity: "error",
      // The page is built whole: what it imports is inside.
      from: { path: "^src/", pathNot: "^src/page/" },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "source-does-not-import-tests",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(test|tools|bench)/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default"] },
  },
};
