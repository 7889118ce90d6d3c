#!/usr/bin/env bash
# 安心接口：curl + openssl。用法：ANXIN_URL=… ANXIN_KEY=… ANXIN_SECRET=… ./anxin.sh POST /api/v1/cover '{"worker":"…"}'
set -euo pipefail
method=$1 path=$2 body=${3-}
time=${ANXIN_TIME:-$(date +%s)}
nonce=${ANXIN_NONCE:-$(openssl rand -hex 12)}
digest="sha-256=:$(printf %s "$body" | openssl dgst -sha256 -binary | openssl base64 -A):"
signed=$(printf '%s\n%s\n%s\n%s\n%s' "$method" "$path" "$time" "$nonce" "$digest" |
  openssl dgst -sha256 -hmac "$ANXIN_SECRET" -binary | openssl base64 -A)
curl --silent --show-error --request "$method" "$ANXIN_URL$path" \
  --header "Content-Type: application/json" \
  --header "Anxin-Key: $ANXIN_KEY" --header "Anxin-Time: $time" --header "Anxin-Nonce: $nonce" \
  --header "Content-Digest: $digest" --header "Anxin-Signature: $signed" \
  ${ANXIN_IDEMPOTENCY_KEY:+--header "Idempotency-Key: $ANXIN_IDEMPOTENCY_KEY"} \
  ${body:+--data-binary "$body"}
