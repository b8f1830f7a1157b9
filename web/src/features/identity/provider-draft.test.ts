import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyOf, draftOf, isWhole } from "./provider-draft.ts";

void test("a SAML provider without its certificate is kept, and signs nobody in", () => {
  const draft = { ...draftOf(null), kind: "saml" as const, name: " Entra ", issuer: "urn:idp", ssoUrl: "https://idp.example/sso" };
  assert.equal(isWhole(draft), false);
  const body = bodyOf(draft, []);
  assert.deepEqual([body.name, body.enabled, body.ssoUrl, body.certificates], ["Entra", false, "https://idp.example/sso", null]);
  assert.equal(bodyOf({ ...draft, certificates: "PEM" }, []).enabled, true);
  assert.equal(bodyOf({ ...draft, certificates: "PEM", enabled: false }, []).enabled, false);
});

void test("each kind sends its own fields alone", () => {
  const draft = { ...draftOf(null), clientId: "c", secret: "s", ssoUrl: "https://idp.example/sso", certificates: "PEM" };
  const saml = bodyOf({ ...draft, kind: "saml", issuer: "urn:idp" }, []);
  assert.ok(!("clientId" in saml) && !("secret" in saml) && !("scopes" in saml));
  const oidc = bodyOf(draft, []);
  assert.ok(!("ssoUrl" in oidc) && !("certificates" in oidc));
  assert.deepEqual(oidc.scopes, ["openid", "email", "profile"]);
});
