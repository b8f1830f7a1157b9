import { useState, type ReactElement } from "react";
import { Select, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { CreatedHrWebhook, HrWebhook, OffboardingRule } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { hrWebhooksQuery, offboardingRuleQuery } from "#shared/queries/offboarding.ts";
import { membersQuery } from "#shared/queries/settings.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { AskFirst } from "#shared/ui/ask-first.tsx";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { CopyValue, ShownOnce } from "#shared/ui/shown-once.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import { useMade } from "#shared/ui/use-made.ts";
import styles from "#shared/ui/settings.module.css";

/** What becomes of skills when somebody leaves, and which HR systems may say so. */
export function OffboardingSettings(): ReactElement {
  const rule = useQuery(offboardingRuleQuery);
  return (
    <div className={styles.detail}>
      <Card title="When somebody leaves">
        {rule.isPending && <LoadingRows rows={2} />}
        {rule.isError && <Problem error={rule.error} retry={() => void rule.refetch()} />}
        {rule.data !== undefined && <Rule key={rule.data.version} rule={rule.data} />}
      </Card>
      <HrSystems />
    </div>
  );
}

function Rule({ rule }: { readonly rule: OffboardingRule }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const members = useQuery(membersQuery).data ?? [];
  const [onLeaving, setOnLeaving] = useState(rule.onLeaving);
  const [successor, setSuccessor] = useState<string | null>(rule.successor?.id ?? null);
  const save = useMutation({
    mutationFn: () =>
      read(
        api.PUT("/api/v1/offboarding-rule", {
          params: { header: { "If-Match": `"${rule.version}"` } },
          body: { onLeaving, successorUserId: onLeaving === "reassign" ? successor : null },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.offboarding }),
  });
  return (
    <>
      <form
        className={styles.form}
        data-testid="offboarding-rule"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Select
          label="Their skills"
          w={260}
          allowDeselect={false}
          data={[
            { value: "revoke", label: "are revoked, for good" },
            { value: "suspend", label: "are suspended until someone takes them" },
            { value: "reassign", label: "go to another person" },
          ]}
          value={onLeaving}
          onChange={(value) => setOnLeaving(value === "suspend" || value === "reassign" ? value : "revoke")}
        />
        {onLeaving === "reassign" && (
          <Select
            label="Who gets them"
            w={260}
            searchable
            required
            data={members
              .filter(({ status }) => status === "active")
              .map(({ id, displayName }) => ({ value: id, label: visibleText(displayName) }))}
            value={successor}
            onChange={setSuccessor}
          />
        )}
        <ActionButton
          type="submit"
          blocked={onLeaving === "reassign" && successor === null ? "Choose who gets them." : stale}
          loading={save.isPending}
          testId="save-offboarding-rule"
        >
          Save
        </ActionButton>
      </form>
      <div className={`${styles.pad ?? ""} sg-muted`}>Their keys, API tokens and sign-ins end in any case, and open streams are cut.</div>
      {save.isError && <Problem error={save.error} />}
    </>
  );
}

function HrSystems(): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const webhooks = useQuery(hrWebhooksQuery);
  const [name, setName] = useState("");
  const { made, add, drop } = useMade<CreatedHrWebhook>();
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: keys.offboarding });
  const create = useMutation({
    mutationFn: () => read(api.POST("/api/v1/hr-webhooks", { body: { name: name.trim() } })),
    onSuccess: (created) => {
      add(created);
      setName("");
    },
    onSettled: refresh,
    gcTime: 0,
  });
  return (
    <Card title="HR systems that say who has left">
      {made.map((one) => (
        <ShownOnce key={one.id} testId="new-hr-webhook" text="Copy this secret now. It is shown this once." onDone={() => drop(one)}>
          <CopyValue value={one.secret} testId="new-hr-webhook-value" />
          <span className="sg-muted">
            POST {"{"}&quot;event&quot;:&quot;person.left&quot;,&quot;person&quot;:&quot;address&quot;{"}"} to{" "}
            <code className="sg-mono">{`${location.origin}${one.path}`}</code>, with saasgate-timestamp in seconds and saasgate-signature:
            v1= HMAC-SHA256 in hexadecimal over the timestamp, a dot and the body.
          </span>
        </ShownOnce>
      ))}
      {webhooks.isError && <Problem error={webhooks.error} />}
      {webhooks.data !== undefined && webhooks.data.length > 0 && (
        <table className={pageStyles.table}>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Made</th>
              <th scope="col">Last used</th>
              <th scope="col">
                <span className="sg-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {webhooks.data.map((webhook) => (
              <WebhookRow key={webhook.id} webhook={webhook} refresh={refresh} />
            ))}
          </tbody>
        </table>
      )}
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <TextInput label="Name" w={260} required value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <ActionButton type="submit" variant="default" blocked={stale} loading={create.isPending} testId="create-hr-webhook">
          Add an HR system
        </ActionButton>
      </form>
      {create.isError && <Problem error={create.error} />}
    </Card>
  );
}

function WebhookRow({ webhook, refresh }: { readonly webhook: HrWebhook; readonly refresh: () => Promise<void> }): ReactElement {
  const stale = useStale();
  const remove = useMutation({
    mutationFn: () => read(api.DELETE("/api/v1/hr-webhooks/{webhookId}", { params: { path: { webhookId: webhook.id } } })),
    onSettled: refresh,
  });
  return (
    <tr>
      <td>{visibleText(webhook.name)}</td>
      <td>
        {visibleText(webhook.createdByName)}, <TimeAgo iso={webhook.createdAt} />
      </td>
      <td>{webhook.lastUsedAt === null ? "never" : <TimeAgo iso={webhook.lastUsedAt} />}</td>
      <td className={pageStyles.number}>
        {remove.isError && <Problem error={remove.error} />}
        <AskFirst
          act="Remove"
          warning="What it says is believed no more."
          blocked={stale}
          pending={remove.isPending}
          onAct={() => remove.mutate()}
          testId="remove-hr-webhook"
        />
      </td>
    </tr>
  );
}
