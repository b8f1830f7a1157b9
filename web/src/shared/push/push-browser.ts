import { api, read } from "../api/client.ts";

const script = "/push-worker.js";

/** Why this browser cannot be told by Web Push; null when it can. */
export function pushHindrance(): string | null {
  if (!window.isSecureContext) return "Web Push needs the portal over https.";
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) return "This browser knows no Web Push.";
  if (Notification.permission === "denied") return "This browser refuses notifications of this site. Allow them in its settings.";
  return null;
}

/** The subscription of this browser; null when there is none. */
export async function currentPush(): Promise<PushSubscription | null> {
  if (pushHindrance() !== null) return null;
  const registration = await navigator.serviceWorker.getRegistration(script);
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** Asks the person and the browser, and tells the server where this browser is. */
export async function subscribePush(key: string): Promise<void> {
  if ((await Notification.requestPermission()) !== "granted") throw new Error("The browser does not allow notifications of this site.");
  const registration = await navigator.serviceWorker.register(script);
  await navigator.serviceWorker.ready;
  const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys } = made.toJSON();
  await read(
    api.POST("/api/v1/notifications/browsers", {
      body: { endpoint: endpoint ?? "", p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "" },
    }),
  );
}

/** Ends that, here and at the server. */
export async function unsubscribePush(): Promise<void> {
  const subscription = await currentPush();
  if (subscription === null) return;
  await read(api.POST("/api/v1/notifications/browsers/end", { body: { endpoint: subscription.endpoint } }));
  await subscription.unsubscribe();
}
