using SaaSGate.Contracts.RegionLink;
using SaaSGate.Inspection;

namespace SaaSGate.Gateway.View;

/// <summary>A skill with what its requests need. No connection means that this region does not serve it.</summary>
internal sealed record SkillEntry(SkillView Skill, ConnectionEntry? Connection, Inspector Inspector);
