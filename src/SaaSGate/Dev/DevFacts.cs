using System.Text.Json.Nodes;

namespace SaaSGate.Dev;

/// <summary>
/// Where everything is and how to sign in: what <c>--json</c> prints, as one line. <paramref name="Demo"/> is what the control
/// plane seeded: organisation, admin, reviewer, partner, skills, apiToken, scimToken; all made anew at each start.
/// </summary>
internal sealed record DevFacts(string Portal, string Gateway, string Api, string Upstream, string Postgres, DevPids Pids, JsonObject Demo);
