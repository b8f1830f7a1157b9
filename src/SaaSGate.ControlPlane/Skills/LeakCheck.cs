using SaaSGate.Postgres.Skills;

namespace SaaSGate.ControlPlane.Skills;

/// <summary>What was found of a leak.</summary>
/// <param name="Keys">Keys of this organisation that begin and end so; none where it is none of theirs.</param>
internal sealed record LeakCheck(IReadOnlyList<LeakedKey> Keys);
