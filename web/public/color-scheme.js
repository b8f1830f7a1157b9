// Runs before the first paint so that a dark page never flashes white. It is a file of its own because the content
// security policy allows no inline script. The key is the one that Mantine's colour scheme manager writes.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem("mantine-color-scheme-value");
  } catch {
    // Storage can be forbidden: then the system's scheme counts.
  }
  var dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
