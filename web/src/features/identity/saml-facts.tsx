import type { ReactElement } from "react";
import type { IdentityProvider } from "#shared/api/types.ts";
import { visibleText } from "#shared/text/segments.ts";
import { useSeconds } from "#shared/time/clock.ts";
import { secondsOf } from "#shared/time/format.ts";
import { Chip } from "#shared/ui/chip.tsx";
import { CopyValue } from "#shared/ui/shown-once.tsx";
import { TimeAhead } from "#shared/ui/time-text.tsx";
import styles from "./identity.module.css";

const soonSeconds = 30 * 24 * 60 * 60;

/** Of a SAML provider: what to enter there, and until when its certificates are valid. */
export function SamlFacts({ provider }: { readonly provider: IdentityProvider }): ReactElement {
  const now = useSeconds();
  return (
    <>
      <div className={styles.facts}>Enter there, or let it read the metadata, which is at the entity id:</div>
      <div className={styles.values}>
        <CopyValue name="Entity id" value={provider.metadataAddress ?? ""} testId="saml-entity-id" />
        <CopyValue name="ACS address" value={provider.redirectAddress} testId="saml-acs" />
      </div>
      <div className={styles.facts}>
        <a href={provider.metadataAddress ?? ""} target="_blank" rel="noreferrer" data-testid="saml-metadata-link">
          Metadata to hand over
        </a>
      </div>
      {provider.signers.map((signer) => {
        const end = secondsOf(signer.notAfter);
        return (
          <div key={signer.thumbprint} className={styles.facts} data-testid="saml-signer">
            Signs with <span className="sg-mono">{visibleText(signer.subject)}</span>, SHA-256{" "}
            <span className="sg-mono">{signer.thumbprint.slice(0, 16).toLowerCase()}…</span>, valid until {signer.notAfter.slice(0, 10)}{" "}
            {end <= now ? (
              <Chip tone="danger">not valid any more</Chip>
            ) : end - now < soonSeconds ? (
              <Chip tone="wait">
                ends <TimeAhead iso={signer.notAfter} past="now" />
              </Chip>
            ) : null}
          </div>
        );
      })}
    </>
  );
}
