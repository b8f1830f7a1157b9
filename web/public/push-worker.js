// Shows what is pushed while the portal is not open. What is about the same thing has the same tag: the newer takes the older's place.

const shownAfterTheEnd = 5000;

self.addEventListener("push", (event) => {
  event.waitUntil(show(event.data));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});

async function show(data) {
  const { tag, title, body, url, ended } = data.json();
  await self.registration.showNotification(title, {
    tag,
    body,
    data: url,
    icon: "/favicon.svg",
    silent: ended,
    renotify: !ended,
    requireInteraction: !ended,
  });
  if (!ended) return;
  // A push that shows nothing is held against a site, so how it ended is shown for a moment.
  await new Promise((done) => setTimeout(done, shownAfterTheEnd));
  for (const shown of await self.registration.getNotifications({ tag })) shown.close();
}

async function open(path) {
  const url = new URL(path, self.location.origin);
  if (url.origin !== self.location.origin) return;
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const portal = windows.find((one) => new URL(one.url).origin === self.location.origin);
  if (portal === undefined) return void (await self.clients.openWindow(url.href));
  await portal.focus();
  await portal.navigate(url.href).catch(() => self.clients.openWindow(url.href));
}
