import { expect, it } from "vitest";
import { trailerForms } from "../../src/sigv4/trailer-forms.ts";

it("writes a trailer in the forms that are signed by mistake", () => {
  const forms = trailerForms([
    { name: "X-B", value: "2", line: "X-B: 2", offset: 0 },
    { name: "x-a", value: "1", line: "x-a:1", offset: 8 },
  ]);
  expect(forms.map(([text]) => text)).toEqual([
    "x-b:2\r\nx-a:1\r\n",
    "x-b:2\nx-a:1",
    "X-B: 2\nx-a:1\n",
    "X-B: 2\r\nx-a:1\r\n",
    "X-B: 2\r\nx-a:1\r\n\r\n",
    "X-B: 2\nx-a:1",
    "x-a:1\nx-b:2\n",
    "2\n1",
    "",
  ]);
});
