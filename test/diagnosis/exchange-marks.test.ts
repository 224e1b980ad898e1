import { expect, it } from "vitest";
import { exampleResponse, signedExample } from "../../src/diagnosis/example.ts";
import { redirectTarget, refusalId, requestMarks } from "../../src/diagnosis/exchange-marks.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/report.json";
const { request } = signedExample({ url });

it("reads the marks of a header-signed request", () => {
  const marks = requestMarks(request);
  expect(marks.signature).toMatch(/^[0-9a-f]{64}$/);
  expect(marks).toMatchObject({ accessKeyId: "AKIAIOSFODNN7EXAMPLE", amzDate: "20260102T030405Z" });
});

it("reads the marks of a presigned request", () => {
  const presigned = signedExample({ url, presignedSeconds: 60 }).request;
  const marks = requestMarks(presigned);
  expect(presigned.target).toContain(`X-Amz-Signature=${marks.signature}`);
  expect(marks).toMatchObject({ accessKeyId: "AKIAIOSFODNN7EXAMPLE", amzDate: "20260102T030405Z" });
});

it("reads none where there are none", () => {
  const headers = [["Host", "example.com"]] as const;
  expect(requestMarks({ ...request, headers })).toEqual({
    signature: null,
    accessKeyId: null,
    amzDate: null,
  });
  const bearer = [["Authorization", "Bearer abc"]] as const;
  expect(requestMarks({ ...request, headers: bearer }).signature).toBeNull();
});

it("reads where a redirect leads", () => {
  const to = (status: number, location: string): unknown =>
    redirectTarget(request, exampleResponse(status, [["Location", location]], ""));
  expect(to(307, "https://Examplebucket.s3.eu-west-1.amazonaws.com/report.json?a=1#top")).toEqual({
    host: "examplebucket.s3.eu-west-1.amazonaws.com",
    target: "/report.json?a=1",
  });
  expect(to(301, "https://s3.eu-west-1.amazonaws.com")).toEqual({
    host: "s3.eu-west-1.amazonaws.com",
    target: "/",
  });
  expect(to(302, "/other")).toEqual({
    host: "examplebucket.s3.us-east-1.amazonaws.com",
    target: "/other",
  });
  expect(to(200, "https://s3.eu-west-1.amazonaws.com/")).toBeNull();
});

it("reads the endpoint that S3 names in the body", () => {
  const body =
    "<Error><Code>PermanentRedirect</Code><Endpoint>examplebucket.s3.eu-west-1.amazonaws.com</Endpoint></Error>";
  expect(redirectTarget(request, exampleResponse(301, [], body))).toEqual({
    host: "examplebucket.s3.eu-west-1.amazonaws.com",
    target: null,
  });
  expect(redirectTarget(request, exampleResponse(301, [], "<Error/>"))).toBeNull();
  expect(redirectTarget(request, null)).toBeNull();
});

it("takes the request id of refusals alone", () => {
  const id = [["x-amz-request-id", "4442587FB7D0A2F9"]] as const;
  expect(refusalId(exampleResponse(403, id, ""))).toBe("4442587FB7D0A2F9");
  expect(refusalId(exampleResponse(200, id, ""))).toBeNull();
  expect(refusalId(null)).toBeNull();
});
