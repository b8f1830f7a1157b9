using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.Postgres.Locks;

/// <summary>What a gateway says that a lock did there since it started.</summary>
/// <param name="Organisation">Whose lock.</param>
/// <param name="LockId">Which.</param>
/// <param name="Gateway">Who says so.</param>
/// <param name="Run">Names the start of the gateway.</param>
/// <param name="StreamsCut">Exchanges that it cut.</param>
/// <param name="HeldDropped">Held requests and tool calls that it dropped.</param>
public sealed record ReportedEffect(Id<Organisation> Organisation, string LockId, GatewayIdentity Gateway, string Run, long StreamsCut, long HeldDropped);
