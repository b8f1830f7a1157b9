import type { ReactElement } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { IdentityProvider } from "#shared/api/types.ts";
import { keys } from "#shared/queries/keys.ts";
import { useBlocked } from "#shared/queries/roles.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { Problem } from "#shared/ui/note.tsx";
import pageStyles from "#shared/ui/page.module.css";
import styles from "./identity.module.css";

interface ProviderRowProps {
  readonly provider: IdentityProvider;
  readonly onEdit: () => void;
}

/** An identity provider: what to enter there, and whether it answers. */
export function ProviderRow({ provider, onEdit }: ProviderRowProps): ReactElement {
  const client = useQueryClient();
  const stale = useBlocked();
  const path = { params: { path: { providerId: provider.id } } };
  const test = useMutation({ mutationFn: () => read(api.POST("/api/v1/identity-providers/{providerId}/test", path)) });
  const remove = useMutation({
    mutationFn: () => read(api.DELETE("/api/v1/identity-providers/{providerId}", path)),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.identity }),
  });
  const failed = [test, remove].find(({ isError }) => isError)?.error;
  return (
    <li className={pageStyles.row} data-testid="provider">
      <div className={pageStyles.line}>
        <strong>{visibleText(provider.name)}</strong>
        {provider.enabled ? <Chip tone="live">signs people in</Chip> : <Chip>off</Chip>}
        <span className={`${pageStyles.grow ?? ""} sg-mono sg-muted`}>{visibleText(provider.issuer)}</span>
        <span className={styles.actions}>
          <ActionButton
            size="compact-xs"
            variant="default"
            blocked={stale}
            loading={test.isPending}
            testId="provider-test"
            onClick={() => test.mutate()}
          >
            Test
          </ActionButton>
          <ActionButton size="compact-xs" variant="default" blocked={stale} testId="provider-edit" onClick={onEdit}>
            Edit
          </ActionButton>
          <ActionButton
            size="compact-xs"
            variant="outline"
            color="red"
            blocked={stale}
            loading={remove.isPending}
            testId="provider-remove"
            onClick={() => remove.mutate()}
          >
            Remove
          </ActionButton>
        </span>
      </div>
      <div className={styles.facts}>
        Enter there as redirect address <span className="sg-mono">{provider.redirectAddress}</span>, and for back-channel logout{" "}
        <span className="sg-mono">{provider.logoutAddress}</span>
      </div>
      {test.data !== undefined && (
        <div className={styles.facts} role="status" data-testid="provider-tested">
          {test.data.problem ?? `It answers, and signs with ${test.data.keys === 1 ? "one key" : `${String(test.data.keys)} keys`}.`}
        </div>
      )}
      {failed !== undefined && <Problem error={failed} />}
    </li>
  );
}
