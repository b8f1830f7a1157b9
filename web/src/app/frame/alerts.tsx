import { useEffect, useEffectEvent, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useLiveConnection } from "#shared/live/live-context.ts";
import { alertOf, type Alert } from "#shared/push/alert.ts";
import { playChime } from "#shared/push/chime.ts";
import { groupsQuery } from "#shared/queries/approvals.ts";
import { personalQuery } from "#shared/queries/notifications.ts";
import { useSession } from "#shared/queries/session-context.ts";

/** Sounds, and shows on the desktop, what begins to wait for the person while the portal is open; takes it back when it is decided. */
export function Alerts(): null {
  const connection = useLiveConnection();
  const navigate = useNavigate();
  const settings = useQuery({ ...personalQuery, staleTime: Infinity }).data;
  const groups = useQuery(groupsQuery).data ?? [];
  const { user } = useSession();
  const [shown] = useState(() => new Map<string, Notification>());

  const show = (alert: Alert) => {
    if (settings === undefined) return;
    if (alert.ended) {
      shown.get(alert.id)?.close();
      shown.delete(alert.id);
      return;
    }
    if (!alert.reaches(settings.leastSeverity, user.id, groups, Date.now())) return;
    if (settings.sound) void playChime();
    if (!settings.desktop || document.hasFocus()) return;
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    const notification = new Notification(alert.title, { tag: alert.id, body: alert.body, icon: "/favicon.svg" });
    notification.onclick = () => {
      window.focus();
      notification.close();
      void navigate({ to: "/approvals/{-$approvalId}", params: { approvalId: alert.id } });
    };
    shown.set(alert.id, notification);
  };
  const take = useEffectEvent(show);
  useEffect(
    () =>
      connection.subscribeFeed((item) => {
        const alert = alertOf(item);
        if (alert !== null) take(alert);
      }),
    [connection],
  );
  return null;
}
