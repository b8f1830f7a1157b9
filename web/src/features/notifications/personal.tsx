import { useEffect, useState, type ReactElement } from "react";
import { Select, Switch } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { PersonalNotifications } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { currentPush, pushHindrance, subscribePush, unsubscribePush } from "#shared/push/push-browser.ts";
import { playChime } from "#shared/push/chime.ts";
import { keys } from "#shared/queries/keys.ts";
import { personalQuery } from "#shared/queries/notifications.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import { severities } from "./channel-words.ts";
import styles from "./notifications.module.css";

/** How the person who is signed in is told, here and in this browser. */
export function Personal(): ReactElement {
  const settings = useQuery(personalQuery);
  return (
    <Card title="You">
      {settings.isPending && <LoadingRows rows={4} />}
      {settings.isError && <Problem error={settings.error} retry={() => void settings.refetch()} />}
      {settings.data !== undefined && (
        <div className={styles.form} data-testid="personal">
          <Settings settings={settings.data} />
          <Push settings={settings.data} />
        </div>
      )}
    </Card>
  );
}

function Settings({ settings }: { readonly settings: PersonalNotifications }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const save = useMutation({
    mutationFn: ({ sound, desktop, leastSeverity }: PersonalNotifications) =>
      read(api.PUT("/api/v1/notifications", { body: { sound, desktop, leastSeverity } })),
    onSuccess: (saved) => client.setQueryData(personalQuery.queryKey, saved),
  });
  const change = (part: Partial<PersonalNotifications>) => {
    if (stale === null) save.mutate({ ...settings, ...part });
  };
  return (
    <>
      <div className={styles.setting}>
        <div>
          Sound
          <div className="sg-muted">When a request begins to wait</div>
        </div>
        <Switch
          aria-label="Sound"
          data-testid="personal-sound"
          checked={settings.sound}
          disabled={save.isPending}
          onChange={(event) => {
            if (event.currentTarget.checked) void playChime();
            change({ sound: event.currentTarget.checked });
          }}
        />
      </div>
      <div className={styles.setting}>
        <div>
          Desktop notification
          <div className="sg-muted">While the portal is open behind another window</div>
        </div>
        <Switch
          aria-label="Desktop notification"
          data-testid="personal-desktop"
          checked={settings.desktop}
          disabled={save.isPending || !("Notification" in window)}
          onChange={(event) => {
            const desktop = event.currentTarget.checked;
            if (!desktop) change({ desktop });
            else void Notification.requestPermission().then((answer) => change({ desktop: answer === "granted" }));
          }}
        />
      </div>
      <div className={styles.setting}>
        <div>Severity</div>
        <Select
          size="xs"
          w={170}
          aria-label="Severity"
          allowDeselect={false}
          data={severities}
          value={settings.leastSeverity}
          onChange={(value) => change({ leastSeverity: severities.find((known) => known.value === value)?.value ?? "low" })}
        />
      </div>
      {save.isError && <Problem error={save.error} />}
    </>
  );
}

function toldBrowsers(count: number): string {
  if (count === 0) return "None of your browsers is told yet";
  return count === 1 ? "One of your browsers is told" : `${count} of your browsers are told`;
}

function Push({ settings }: { readonly settings: PersonalNotifications }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const [subscribed, setSubscribed] = useState(false);
  const [looked, setLooked] = useState(0);
  useEffect(() => {
    let gone = false;
    void currentPush().then((subscription) => {
      if (!gone) setSubscribed(subscription !== null);
    });
    return () => {
      gone = true;
    };
  }, [looked]);
  const change = useMutation({
    mutationFn: () => (subscribed ? unsubscribePush() : subscribePush(settings.pushKey)),
    onSettled: async () => {
      setLooked((times) => times + 1);
      await client.invalidateQueries({ queryKey: keys.notifications });
    },
  });
  const hindrance = pushHindrance();
  return (
    <>
      <div className={styles.setting}>
        <div>
          Web Push
          <div className="sg-muted">Even where the portal is closed. {toldBrowsers(settings.browsers)}</div>
        </div>
        <ActionButton
          size="compact-xs"
          variant="default"
          blocked={stale ?? hindrance}
          loading={change.isPending}
          testId="push-toggle"
          onClick={() => change.mutate()}
        >
          {subscribed ? "Not this browser" : "Tell this browser"}
        </ActionButton>
      </div>
      {hindrance !== null && <p className={styles.note}>{hindrance}</p>}
      {change.isError && <Problem error={change.error} />}
    </>
  );
}
