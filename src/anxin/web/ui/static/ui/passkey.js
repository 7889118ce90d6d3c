/** Passkeys: the browser's half. The page carries the options as JSON; the answer goes back in an ordinary form. */
const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function readOptions() {
  const { publicKey } = JSON.parse(document.getElementById("passkey-options").textContent);
  publicKey.challenge = toBytes(publicKey.challenge);
  if (publicKey.user) publicKey.user.id = toBytes(publicKey.user.id);
  for (const list of [publicKey.allowCredentials, publicKey.excludeCredentials]) {
    for (const entry of list ?? []) entry.id = toBytes(entry.id);
  }
  return publicKey;
}

function answerOf(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    clientExtensionResults: {},
    response,
  };
}

async function use(button) {
  const form = button.closest("form");
  button.disabled = true;
  try {
    const publicKey = readOptions();
    const credential =
      button.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey })
        : await navigator.credentials.get({ publicKey });
    form.elements.passkey.value = JSON.stringify(answerOf(credential));
    form.submit();
  } catch (error) {
    button.disabled = false;
    if (error.name !== "NotAllowedError" && error.name !== "AbortError") throw error;
  }
}

if (window.PublicKeyCredential) {
  for (const button of document.querySelectorAll("[data-passkey]")) {
    button.hidden = false;
    button.addEventListener("click", () => use(button));
  }
}
