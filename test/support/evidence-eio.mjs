// The writer's thread on a disk that fails: while the file PATH.eio is there, no commit can be written.
import { existsSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { openForWriting } from "../../dist/evidence/evidence-database.js";
import { openEvidenceWriter } from "../../dist/evidence/evidence-writer.js";

const writer = openEvidenceWriter(workerData, Date.now(), (path, strict) => {
  const database = openForWriting(path, strict);
  return {
    exec: (sql) => {
      if (sql === "COMMIT" && existsSync(`${path}.eio`))
        throw Object.assign(new Error("disk I/O error"), { code: "SQLITE_IOERR_FSYNC" });
      database.exec(sql);
    },
    prepare: (sql) => database.prepare(sql),
    close: () => database.close(),
  };
});
parentPort.postMessage({ kind: "ready" });
parentPort.on("message", (order) => {
  parentPort.postMessage(order === "close" ? writer.close(Date.now()) : writer.write(order, Date.now()));
  if (order === "close") parentPort.close();
});
