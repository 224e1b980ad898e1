import { expect, it } from "vitest";
import { pythonText } from "../../src/diagnosis/python-text.ts";

it("prints objects as Python does", () => {
  expect(pythonText('{"a":[1,true,null],"b":"it\'s"}')).toBe("{'a': [1, True, None], 'b': \"it's\"}");
  expect(pythonText('{"a":"x\\ny"}')).toBe("{'a': 'x\\ny'}");
});

it("knows no other bodies", () => {
  expect(pythonText("a=1")).toBeNull();
  expect(pythonText("{a}")).toBeNull();
  expect(pythonText("")).toBeNull();
});
