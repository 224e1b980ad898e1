import { describe, expect, it } from "vitest";
import { logText } from "../../src/inputs/log-lines.ts";

describe("logText", () => {
  it("takes off the container's name", () => {
    expect(logText("web_1  | a\r\nweb_1  | b\nweb_1  | c\n")).toBe("a\nb\nc\n");
  });
  it("takes off quoting and indentation that all lines share", () => {
    expect(logText("> a\n> b\n>\n")).toBe("a\nb\n\n");
    expect(logText("    a\n      b\n    c")).toBe("a\n  b\nc");
  });
  it("leaves what curl marks", () => {
    expect(logText("* x\n> GET / HTTP/1.1\n< HTTP/1.1 200 OK")).toBe(
      "* x\n> GET / HTTP/1.1\n< HTTP/1.1 200 OK",
    );
  });
  it("unfolds a record that was printed on one line", () => {
    expect(logText('DEBUG CanonicalRequest:\\nGET\\n/\\n\\nhost:"a')).toBe(
      'DEBUG CanonicalRequest:\nGET\n/\n\nhost:"a',
    );
  });
});
