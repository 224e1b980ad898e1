// What the repository promises beside its code: package, container, compose file, the script that checks a fresh clone.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const root = fileURLToPath(new URL("..", import.meta.url));

function text(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

const about = JSON.parse(text("package.json"));

describe("the package", () => {
  it("pins every dependency to one version", () => {
    const versions = Object.values({ ...about.dependencies, ...about.devDependencies });
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(String(version)))).toEqual([]);
    expect(about.dependencies["http-mitm-proxy"]).toBe("1.1.0");
  });

  it("needs no install script of any package that it runs with", () => {
    const lock = JSON.parse(text("package-lock.json"));
    const packages: [string, { dev?: boolean; hasInstallScript?: boolean }][] = Object.entries(lock.packages);
    const scripted = packages.filter(([, one]) => one.hasInstallScript && !one.dev).map(([name]) => name);
    expect(scripted).toEqual([]);
  });

  it("locks the packages of every platform, as npm ci asks", () => {
    const { packages } = JSON.parse(text("package-lock.json"));
    const unlocked = Object.entries<{ optionalDependencies?: object }>(packages).flatMap(([path, one]) =>
      Object.keys(one.optionalDependencies ?? {}).filter(
        (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
      ),
    );
    expect(unlocked).toEqual([]);
  });

  it("publishes a closed list of files and one command", () => {
    expect(about.files).toEqual([
      "dist",
      "certs/README.md",
      "docs/findings",
      "docs/countersign.1",
      "LICENSE",
      "README.md",
      "CHANGELOG.md",
    ]);
    expect(about.bin).toEqual({ countersign: "dist/main.js" });
    expect(about.license).toBe("Apache-2.0");
  });

  it("names scripts whose tools are there", () => {
    const tools = Object.values<string>(about.scripts).flatMap(
      (script) => script.match(/tools\/[\w-]+\.mjs/g) ?? [],
    );
    expect(tools.length).toBeGreaterThan(3);
    expect(tools.filter((tool) => !existsSync(join(root, tool)))).toEqual([]);
  });

  it("keeps captures, keys and builds out of the repository", () => {
    const ignored = text(".gitignore").split("\n");
    for (const path of ["node_modules/", "dist/", ".countersign/", "*.tgz"]) expect(ignored).toContain(path);
    expect(text("certs/.gitignore")).toContain("*");
  });
});

describe("the compose file", () => {
  const compose = parse(text("docker-compose.yml"));
  const { aws, countersign, store } = compose.services;

  it("sends the client's traffic through countersign", () => {
    for (const name of ["HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"]) {
      expect(aws.environment[name]).toBe("http://countersign:8080");
    }
    expect(aws.environment.AWS_ENDPOINT_URL).toBe("http://store:9000");
    expect(countersign.command.join(" ")).toContain("--intercept store:9000");
  });

  it("leaves the client no way around it", () => {
    expect(aws.networks).toEqual(["front"]);
    expect(store.networks).toEqual(["behind"]);
    expect(countersign.networks).toEqual(["front", "behind"]);
    expect(aws.environment.NO_PROXY).not.toContain("store");
  });

  it("gives the client the certificate and never the key", () => {
    expect(aws.environment.AWS_CA_BUNDLE).toBe("/trust/ca.pem");
    expect(aws.volumes).toEqual(["trust:/trust:ro"]);
    expect(countersign.command.join(" ")).toContain("ca print > /trust/ca.pem");
    expect(countersign.volumes).toContain("authority:/var/lib/countersign");
    for (const volume of ["authority", "trust", "store-data"]) expect(compose.volumes).toHaveProperty(volume);
  });

  it("lets countersign and the store hold the same credentials as the client", () => {
    expect(countersign.environment.AWS_SECRET_ACCESS_KEY).toBe(aws.environment.AWS_SECRET_ACCESS_KEY);
    expect(store.environment.MINIO_ROOT_USER).toBe(aws.environment.AWS_ACCESS_KEY_ID);
    expect(store.environment.MINIO_ROOT_PASSWORD).toBe(aws.environment.AWS_SECRET_ACCESS_KEY);
  });

  it("publishes the proxy on loopback only, pins images and waits for health", () => {
    expect(countersign.ports).toEqual(["127.0.0.1:8080:8080"]);
    for (const { image } of [aws, store]) expect(image).toMatch(/^[\w./-]+:[\w.-]*\d[\w.-]*$/);
    expect(countersign.depends_on.store.condition).toBe("service_healthy");
    expect(aws.depends_on.countersign.condition).toBe("service_healthy");
  });
});

describe("the image", () => {
  const dockerfile = text("Dockerfile");
  const last = dockerfile.slice(dockerfile.lastIndexOf("FROM "));

  it("runs the build without development packages, as a user without rights", () => {
    expect(dockerfile.match(/^FROM node:24-slim/gm)).toHaveLength(3);
    expect(dockerfile).toContain("npm ci --omit=dev --ignore-scripts");
    expect(last).toContain("\nUSER node\n");
    expect(last.indexOf("USER node")).toBeLessThan(last.indexOf("ENTRYPOINT"));
  });

  it("writes only into its volume, so that the root file system may be read-only", () => {
    expect(last).toContain("HOME=/var/lib/countersign COUNTERSIGN_CERTS=/var/lib/countersign/certs");
    expect(last).toContain("\nVOLUME /var/lib/countersign\n");
    expect(last.indexOf("install -d -o node")).toBeLessThan(last.indexOf("VOLUME"));
    const { services } = parse(text("docker-compose.yml"));
    expect([services.countersign.read_only, services.countersign.tmpfs]).toEqual([true, ["/tmp"]]);
  });

  it("is built from nothing but what it copies", () => {
    const allowed = text(".dockerignore")
      .split("\n")
      .filter((line) => line.startsWith("!"))
      .map((line) => line.slice(1));
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((found) =>
      (found[1] ?? "").split(" "),
    );
    for (const path of copied) {
      expect(allowed).toContain(path.replace(/^\.\//, ""));
      expect(existsSync(join(root, path)), path).toBe(true);
    }
    expect(text(".dockerignore").split("\n")).toContain("*");
  });
});

describe("the check of a fresh clone", () => {
  it("can be run and stops at the first error of its own", () => {
    expect(statSync(join(root, ".ci/run")).mode & 0o111).toBe(0o111);
    expect(text(".ci/run")).toMatch(/^#!\/bin\/bash\n/);
    expect(text(".ci/run")).toContain("set -euo pipefail");
    expect(spawnSync("bash", ["-n", join(root, ".ci/run")]).status).toBe(0);
  });
});

describe("the license", () => {
  it("is Apache 2.0 in full", () => {
    expect(text("LICENSE")).toContain("Apache License\n                           Version 2.0, January 2004");
    expect(text("LICENSE")).toContain("END OF TERMS AND CONDITIONS");
  });
});
