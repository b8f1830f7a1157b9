using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Use;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Gateway.View;

/// <summary>
/// A skill with what its requests need. No connection means that this region does not serve it; policies without a set, that one of them
/// cannot be read: then nothing of the skill goes through, and the inspector is never asked.
/// </summary>
/// <param name="Skill">As the snapshot has it.</param>
/// <param name="Connection">Where its requests go.</param>
/// <param name="Policies">What is in force for it.</param>
/// <param name="Inspector">Reads its requests and answers, also as with the drafts that run beside.</param>
/// <param name="Facts">What rules ask of it that is not in a body, but for the time.</param>
/// <param name="Memory">What it has used before.</param>
/// <param name="Budget">What it may use; null where no policy limits it.</param>
internal sealed record SkillEntry(
    SkillView Skill, ConnectionEntry? Connection, SkillPolicies Policies, Inspector Inspector, RequestFacts Facts, SkillMemory Memory, SkillBudget? Budget)
{
    /// <summary>Reads a request of the skill under its policies.</summary>
    public RequestInspection Inspect(ReadOnlyMemory<byte> body, EndpointFamily family, TimeProvider clock) =>
        Inspector.InspectRequest(body, family, Policies.Uses.Count == 0 ? Facts : Facts with { UtcNow = clock.GetUtcNow(), Endpoint = family });
}
