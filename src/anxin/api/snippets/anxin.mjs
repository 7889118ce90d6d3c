// 安心接口：Node 18 以上，不用装别的包。用法：node anxin.mjs POST /api/v1/cover '{"worker":"…"}'
import { createHash, createHmac, randomBytes } from "node:crypto";
import { pathToFileURL } from "node:url";

const { ANXIN_URL, ANXIN_KEY, ANXIN_SECRET, ANXIN_TIME, ANXIN_NONCE, ANXIN_IDEMPOTENCY_KEY } = process.env;

export async function call(method, path, body = "") {
  const time = ANXIN_TIME ?? Math.floor(Date.now() / 1000).toString();
  const nonce = ANXIN_NONCE ?? randomBytes(12).toString("hex");
  const digest = `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;
  const text = [method, path, time, nonce, digest].join("\n");
  const headers = {
    "Content-Type": "application/json",
    "Anxin-Key": ANXIN_KEY,
    "Anxin-Time": time,
    "Anxin-Nonce": nonce,
    "Content-Digest": digest,
    "Anxin-Signature": createHmac("sha256", ANXIN_SECRET).update(text).digest("base64"),
  };
  if (ANXIN_IDEMPOTENCY_KEY) headers["Idempotency-Key"] = ANXIN_IDEMPOTENCY_KEY;
  const answer = await fetch(ANXIN_URL + path, { method, headers, body: body || undefined });
  return { status: answer.status, body: await answer.text() };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const answer = await call(process.argv[2], process.argv[3], process.argv[4]);
  console.log(answer.body);
  process.exitCode = answer.status < 400 ? 0 : 1;
}
