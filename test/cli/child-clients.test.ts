import { expect, test } from "vitest";
import { childClients, noCallText, recognisedClients } from "../../src/cli/child-clients.ts";

function ids(...command: string[]): readonly string[] {
  return recognisedClients(command).map((client) => client.id);
}

test.each([
  [["aws", "s3", "ls"], ["aws-cli"]],
  [["/usr/bin/aws", "s3", "ls"], ["aws-cli"]],
  [["C:\\Program Files\\Amazon\\AWSCLIV2\\AWS.EXE", "s3", "ls"], ["aws-cli"]],
  [["/usr/bin/python3.11", "job.py"], ["python"]],
  [["faketime", "-5m", "s3cmd", "ls"], ["s3cmd"]],
  [["env", "X=Y", "s3cmd", "ls"], ["s3cmd"]],
  [["sh", "-c", "s3cmd ls"], ["s3cmd"]],
  [
    ["sh", "-c", "cd /tmp&&/usr/bin/s3cmd ls;rclone lsd r:"],
    ["rclone", "s3cmd"],
  ],
  [["bash", "-lc", "KEYS=$(aws s3 ls) && echo done"], ["aws-cli"]],
  [["timeout", "5", "rclone", "lsd", "r:"], ["rclone"]],
  [["java", "-jar", "app.jar"], ["java"]],
  [["./my-program", "--flag"], []],
  [[], []],
])("recognising clients: of %j it sees %j", (command, expected) => {
  expect(ids(...command)).toEqual(expected);
});

test("recognising clients: it does not take a longer name for a client's", () => {
  expect(ids("awsome", "my-s3cmd-job", "rclones")).toEqual([]);
});

test("the table of clients: it gives advice for each in whole sentences", () => {
  for (const client of childClients) expect(client.advice, client.id).toMatch(/^\S.{20,}\.$/s);
});

test("the table of clients: it lists each name once", () => {
  const names = childClients.flatMap((client) => client.names);
  expect(names).toEqual([...new Set(names)]);
});

test("no call: what a program's file shows names the way out", () => {
  expect(noCallText(["./deploy"], "http://127.0.0.1:1", ["cpp"])).toContain("allowSystemProxy = true");
  expect(noCallText(["./deploy"], "http://127.0.0.1:1")).toContain(
    "If it should have made one, it ignores HTTPS_PROXY",
  );
});

test("no call: every runtime that reads no proxy variable has advice of its own", () => {
  const advised = ["node", "java", "ruby", "php", "dotnet", "cargo", "cpp", "s3cmd"].map(
    (name) => recognisedClients([name]).length,
  );
  expect(advised).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
});
