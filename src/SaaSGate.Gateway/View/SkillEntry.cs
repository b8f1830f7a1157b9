using SaaSGate.Contracts.RegionLink;
using SaaSGate.Inspection;

namespace SaaSGate.Gateway.View;

/// <summary>
/// A skill with what its requests need. No connection means that this region does not serve it; policies without a set, that one of them
/// cannot be read: then nothing of the skill goes through, and the inspector is never asked.
/// </summary>
internal sealed record SkillEntry(SkillView Skill, ConnectionEntry? Connection, SkillPolicies Policies, Inspector Inspector);
