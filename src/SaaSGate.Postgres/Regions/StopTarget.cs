using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Postgres.Regions;

/// <summary>What is stopped. The caller has seen that the target belongs to the organisation.</summary>
/// <param name="Organisation">Whose.</param>
/// <param name="Kind">What sort of thing.</param>
/// <param name="TargetId">Its id; a skill key's for <see cref="StopKind.Credential"/>.</param>
public sealed record StopTarget(Id<Organisation> Organisation, StopKind Kind, string TargetId);
